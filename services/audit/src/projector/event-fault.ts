import { recordedEvent, SESSION_EVENT_TYPES, type RecordedEvent } from '@atlasnode/session-events';

const KNOWN_TYPES: ReadonlySet<string> = new Set(SESSION_EVENT_TYPES);

/**
 * Why an event of the log cannot be understood; undefined where it can. The whole schema costs 20 µs an event, more than storing it, so
 * it is asked only where a look at what the store needs finds something missing.
 */
export function eventFault(event: RecordedEvent): string | undefined {
  if (isComplete(event)) return undefined;
  const parsed = recordedEvent.safeParse(event);
  if (parsed.success) return undefined;
  return parsed.error.issues.map((issue) => `${issue.path.join('.') || 'event'}: ${issue.message}`).join('; ');
}

function isComplete(event: unknown): boolean {
  if (!isRecord(event) || !isRecord(event['data'])) return false;
  const { type, id, stream, version, index, atMs, hash, prevHash, data } = event;
  return (
    typeof type === 'string' &&
    KNOWN_TYPES.has(type) &&
    [id, stream, hash, prevHash].every((text) => typeof text === 'string') &&
    [version, index, atMs].every((number) => Number.isSafeInteger(number)) &&
    isRecord(event['actor']) &&
    hasSubject(type, data)
  );
}

function hasSubject(type: string, data: Readonly<Record<string, unknown>>): boolean {
  if (type === 'EverySessionRevoked') return Number.isSafeInteger(data['epoch']);
  if (type === 'UserSessionsRevoked') return Number.isSafeInteger(data['epoch']) && typeof data['userId'] === 'string';
  const { session } = data;
  return isRecord(session) && typeof session['sid'] === 'string' && typeof session['userId'] === 'string';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
