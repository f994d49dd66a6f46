import {
  REALM_STREAM,
  sessionStream,
  userStream,
  type RecordedEvent,
  type StreamName,
} from '@atlasnode/session-events';

/** The stream that an event belongs to by its content, whatever it says of itself. */
export function streamOfEvent(event: RecordedEvent): StreamName {
  switch (event.type) {
    case 'EverySessionRevoked':
      return REALM_STREAM;
    case 'UserSessionsRevoked':
      return userStream(event.data.userId);
    default:
      return sessionStream(event.data.session.sid);
  }
}
