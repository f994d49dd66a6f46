import type { Actor, SessionEventType } from '@atlasnode/session-events';
import type { ReactNode } from 'react';
import type { IconName } from '../layout/icons.js';
import type { Texts } from '../texts/en.js';
import { adminName } from '../session/admin-name.js';
import type { FeedEntry } from './feed-entry.js';

export const ICON_OF_EVENT: Readonly<Record<SessionEventType, IconName>> = {
  SessionCreated: 'enter',
  SessionRefreshed: 'renew',
  SessionRevoked: 'leave',
  SessionExpired: 'clock',
  RefreshReuseDetected: 'alert',
  UserSessionsRevoked: 'leave',
  EverySessionRevoked: 'leave',
};

export const COLOR_OF_EVENT: Readonly<Record<SessionEventType, string>> = {
  SessionCreated: 'teal',
  SessionRefreshed: 'gray',
  SessionRevoked: 'red',
  SessionExpired: 'yellow',
  RefreshReuseDetected: 'orange',
  UserSessionsRevoked: 'red',
  EverySessionRevoked: 'red',
};

/** The sentence of an entry, with the user's name in bold. `SessionRevoked` by the person is a sign-out; by anybody else, being signed out. */
export function whatHappened(entry: FeedEntry, { feed }: Texts): ReactNode {
  const sentence = entry.reason === 'signed-out' ? feed.signedOut : feed.types[entry.type];
  const [before, after] = sentence.split('{who}');
  if (after === undefined) return before;
  return (
    <>
      {before}
      <strong>{adminName(entry.userId ?? '')}</strong>
      {after}
    </>
  );
}

/** Why, and who did it. The service itself only carries out what somebody else decided. */
export function whyAndByWhom({ reason, actor }: FeedEntry, { feed, reasons }: Texts): readonly string[] {
  const why = reason === undefined ? [] : [reasons[reason]];
  return reason !== undefined && actor.type === 'system' ? why : [...why, byWhom(actor, feed)];
}

function byWhom(actor: Actor, feed: Texts['feed']): string {
  return feed.by[actor.type](actor.id === undefined ? undefined : adminName(actor.id));
}
