import { hash, randomBytes } from 'node:crypto';
import type { Device } from '@atlasnode/session-events';

/** The salt and the digests that stand for the personal data in the hash chain, once that data is erased. */
export function withDigests({ label, ip, userAgent }: Device): Device {
  const salt = randomBytes(16).toString('base64url');
  const isPersonal = ip !== undefined || userAgent !== undefined;
  return {
    ...(label === undefined ? {} : { label: label.toWellFormed() }),
    ...(ip === undefined ? {} : { ip: ip.toWellFormed(), ipDigest: digest(salt, ip) }),
    ...(userAgent === undefined
      ? {}
      : { userAgent: userAgent.toWellFormed(), userAgentDigest: digest(salt, userAgent) }),
    ...(isPersonal ? { salt } : {}),
  };
}

function digest(salt: string, value: string): string {
  return hash('sha256', `${salt}|${value.toWellFormed()}`, 'base64url');
}

/** The device as a refresh shows it; undefined where nothing about it changed, or nothing was said. */
export function changedDevice(known: Device, shown: Device | undefined): Device | undefined {
  if (
    shown === undefined ||
    (isSame(known.label, shown.label) && isSame(known.ip, shown.ip) && isSame(known.userAgent, shown.userAgent))
  )
    return undefined;
  return withDigests({ ...known, ...shown });
}

function isSame(known: string | undefined, shown: string | undefined): boolean {
  return shown === undefined || shown.toWellFormed() === known;
}
