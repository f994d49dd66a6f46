import type { SessionSummary } from '@atlasnode/session-events';

const PRIVATE_USE = 0xe000;
const SID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Everything a session is searched by, one line each, in lower case. */
export function searchTextOf({ sid, userId, device }: SessionSummary): string {
  const parts = [userId, device.label, device.ip, device.userAgent].filter((part) => part !== undefined);
  return [...parts.map(searchable), inPrivateUse(sid)].join('\n');
}

/** The pattern that finds the text; a whole sid is found as such, part of one is not. */
export function searchPattern(search: string): string {
  const text = searchable(search);
  return SID.test(text) ? `${escape(text)}|${inPrivateUse(text)}` : escape(text);
}

/** A pattern may hold no NUL. */
function searchable(text: string): string {
  return text.toLowerCase().replaceAll('\u0000', '\uFFFD').toWellFormed();
}

/** In characters that nobody types, so that no short search meets a digit of a sid. */
function inPrivateUse(sid: string): string {
  return sid.replaceAll(/[0-9a-f-]/g, (char) => String.fromCodePoint(PRIVATE_USE + (char.codePointAt(0) ?? 0)));
}

function escape(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
