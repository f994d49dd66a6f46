import type { GatewayUnderTest } from './gateway-under-test.js';

/** What a gateway under test may not have. */
export type Need = 'endEveryone' | 'startAdministrator' | 'mint' | 'powerlessKey';

/** One statement of docs/protocol/push.md. Fails by throwing. */
export interface ProtocolCase {
  readonly name: string;
  readonly needs?: readonly Need[];
  run(gateway: GatewayUnderTest): Promise<void>;
}

/** @throws TypeError where the case asked for what it did not name as a need: a mistake in the case */
export function having<Key extends Need>(gateway: GatewayUnderTest, need: Key): NonNullable<GatewayUnderTest[Key]> {
  const found = gateway[need];
  if (found === undefined) throw new TypeError(`the case does not name its need: ${need}`);
  return (typeof found === 'function' ? found.bind(gateway) : found) as NonNullable<GatewayUnderTest[Key]>;
}
