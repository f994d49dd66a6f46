import { createHash } from 'node:crypto';
import type { ClientId, Sid } from '@atlasnode/session-events';
import { v7 } from 'uuid';

export function newSid(): Sid {
  return v7();
}

/** The same for every repeat of a request: a UUIDv8 (RFC 9562 §5.8) of SHA-256(client | key). A client id holds no `|`. */
export function sidOfIdempotencyKey(clientId: ClientId, key: string): Sid {
  const bytes = createHash('sha256').update(`${clientId}|${key}`).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
