import { z } from 'zod';

/** A session: one sign-in on one device. UUIDv7, or UUIDv8 where it was derived from an idempotency key. Lower case. */
export const sid = z
  .string()
  .regex(
    /^[0-9a-f]{8}-[0-9a-f]{4}-[78][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    'expected a UUIDv7 or UUIDv8 in lower case',
  )
  .meta({ id: 'Sid' });
export type Sid = z.infer<typeof sid>;

export const MAX_USER_ID_LENGTH = 128;

/** The application's own name for a person. Any text without control characters, 1 to 128 UTF-16 units. */
export const userId = z
  .string()
  .min(1)
  .max(MAX_USER_ID_LENGTH)
  .refine(
    (value) => value.isWellFormed() && !/\p{Cc}/u.test(value),
    'expected well-formed text without control characters',
  )
  .meta({ id: 'UserId' });
export type UserId = z.infer<typeof userId>;

export const clientId = z
  .string()
  .regex(/^[A-Za-z0-9._~-]{1,64}$/, 'expected 1 to 64 of A-Z a-z 0-9 . _ ~ -')
  .meta({ id: 'ClientId' });
export type ClientId = z.infer<typeof clientId>;

/** `session:<sid>`, `user:<percent-encoded userId>` or `realm`. Never holds `@`, and `:` only after the kind. */
export type StreamName = `session:${string}` | `user:${string}` | 'realm';

export const REALM_STREAM = 'realm' satisfies StreamName;

export function sessionStream(id: Sid): StreamName {
  return `session:${id}`;
}

export function userStream(id: UserId): StreamName {
  return `user:${percentEncode(id)}`;
}

export function isStreamName(value: string): value is StreamName {
  return value === REALM_STREAM || /^(session|user):[A-Za-z0-9._~%-]+$/.test(value);
}

/** Everything outside `[A-Za-z0-9._~-]` is percent-encoded, so that two users never share a stream and no id looks like a commit's. */
function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** Width of the version in a commit's id: fixed, so that the ids of a stream sort in order of version. */
const VERSION_DIGITS = 10;
export const MAX_EVENTS_PER_COMMIT = 100;

export function commitId(stream: StreamName, version: number): string {
  return `${stream}@${String(version).padStart(VERSION_DIGITS, '0')}`;
}

/** `<stream>@<version>.<index>`, the id that consumers drop repeats by. */
export function eventId(stream: StreamName, version: number, index: number): string {
  return `${commitId(stream, version)}.${index}`;
}

/** One number that sorts the events of a stream; projections keep the latest by it. */
export function eventOrder(event: { readonly version: number; readonly index: number }): number {
  return event.version * MAX_EVENTS_PER_COMMIT + event.index;
}
