import { SetMetadata } from '@nestjs/common';
import type { Scope } from '@atlasnode/service-kit';

/** Who may call a route: any of these. */
export interface AccessRule {
  /** A service key with this scope; `any`: with whatever scope. */
  readonly service?: Scope | 'any';
  /** The access token of any live session of ours. */
  readonly user?: boolean;
  /** The access token of a live session for `atlas-admin` with the role `admin`. */
  readonly admin?: boolean;
  /** No credentials at all; ones that are sent all the same must be right. */
  readonly anyone?: boolean;
}

export const ACCESS_RULE = 'atlasnode:access-rule';

/** Every route has one: the guard refuses a route without. */
export function Access(rule: AccessRule): MethodDecorator {
  return SetMetadata(ACCESS_RULE, rule);
}
