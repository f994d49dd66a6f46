import { hash } from 'node:crypto';
import { toCloudEvent, type Device, type RecordedEvent } from '@atlasnode/session-events';
import { canonicalJson } from './canonical-json.js';

/** The hash that the event must have, whatever its `hash` says: docs/protocol/events.md, "The hash chain". */
export function hashOfEvent(event: RecordedEvent): string {
  const { hash: _hash, traceparent: _traceparent, data, ...attributes } = toCloudEvent(event);
  return hash('sha256', canonicalJson({ ...attributes, data: coveredData(data) }));
}

/** Of the data everything but what may be erased: its digests stay. */
function coveredData(data: RecordedEvent['data']): unknown {
  if (!('session' in data)) return data;
  const session = { ...data.session, device: coveredDevice(data.session.device) };
  return 'presentedBy' in data
    ? { ...data, session, presentedBy: coveredDevice(data.presentedBy) }
    : { ...data, session };
}

function coveredDevice(device: Device): Device {
  const { ip: _ip, userAgent: _userAgent, salt: _salt, ...covered } = device;
  return covered;
}
