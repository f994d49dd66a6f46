import type { IncomingHttpHeaders } from 'node:http';

/** Decides by a handshake's headers alone whether it may go on. */
export type OriginRule = (headers: IncomingHttpHeaders) => boolean;

/**
 * An exact match of the whole origin, never a prefix or a pattern. A request without `Origin` comes from no browser page; if it brings
 * cookies all the same it is refused, since only a browser has them.
 */
export function allowOrigins(allowed: readonly string[]): OriginRule {
  const origins = new Set(allowed);
  return ({ origin, cookie }) => (origin === undefined ? cookie === undefined : origins.has(origin));
}
