import type { Refusal } from '@atlasnode/session-domain';

/** What a command came to. Infrastructure failures are thrown: an `EngineError`, or a `CommandError` `CONFLICT`. */
export type Outcome<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly refusal: Refusal };

export function done<Value>(value: Value): Outcome<Value> {
  return { ok: true, value };
}

export function refused(refusal: Refusal): Outcome<never> {
  return { ok: false, refusal };
}

/** `pending`: it is so in the write model, and the relay tells the verifiers later. */
export type Propagation = 'acknowledged' | 'pending';

export function propagationOf(isOnChannel: boolean): Propagation {
  return isOnChannel ? 'acknowledged' : 'pending';
}
