import type { SessionEventType } from '@atlasnode/session-events';
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
      <strong>{entry.userId}</strong>
      {after}
    </>
  );
}

/** Who did it. */
export function byWhom({ actor }: FeedEntry, { feed }: Texts): string {
  return feed.by[actor.type](actor.id === undefined ? undefined : adminName(actor.id));
}
