import type { Device, RecordedEvent, SessionSummary } from '@atlasnode/session-events';

/** The salt is what lets a digest be matched with an address or a browser after those were erased: it stays in the log and the audit. */
export function withoutSalt(event: RecordedEvent): RecordedEvent {
  switch (event.type) {
    case 'UserSessionsRevoked':
    case 'EverySessionRevoked':
      return event;
    case 'RefreshReuseDetected':
      return {
        ...event,
        data: { ...event.data, session: ofSession(event.data.session), presentedBy: ofDevice(event.data.presentedBy) },
      };
    case 'SessionCreated':
      return { ...event, data: { ...event.data, session: ofSession(event.data.session) } };
    case 'SessionRefreshed':
      return { ...event, data: { ...event.data, session: ofSession(event.data.session) } };
    case 'SessionRevoked':
      return { ...event, data: { ...event.data, session: ofSession(event.data.session) } };
    case 'SessionExpired':
      return { ...event, data: { ...event.data, session: ofSession(event.data.session) } };
    default:
      return event satisfies never;
  }
}

function ofSession(session: SessionSummary): SessionSummary {
  return { ...session, device: ofDevice(session.device) };
}

function ofDevice({ salt: _salt, ...device }: Device): Device {
  return device;
}
