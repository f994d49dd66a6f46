import type { SessionEventType } from '@atlasnode/session-events';
import type { IconName } from '../layout/icons.js';
import type { Texts } from '../texts/en.js';
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

/** `SessionRevoked` by the person: they signed out. By anybody else: they were signed out. */
export function whatHappened(entry: FeedEntry, texts: Texts): string {
  return entry.reason === 'signed-out' ? texts.feed.signedOut : texts.feed.types[entry.type];
}
