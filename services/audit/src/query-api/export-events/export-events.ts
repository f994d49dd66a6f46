import type { AuditEventFilter, AuditStore } from '@atlasnode/session-engine';
import { toCloudEvent, userOf, type RecordedEvent } from '@atlasnode/session-events';
import { csvLine } from './csv.js';

export type ExportFormat = 'ndjson' | 'csv';

const PAGE = 500;

const COLUMNS = [
  'time',
  'id',
  'type',
  'stream',
  'userId',
  'sid',
  'clientId',
  'actorType',
  'actorId',
  'reason',
  'note',
  'deviceLabel',
  'ip',
  'userAgent',
  'hash',
] as const;

/** Every event of a filter, newest first, a page of text at a time: however long the trail, one page is in memory. */
export async function* exportEvents(
  audit: Pick<AuditStore, 'events'>,
  filter: AuditEventFilter,
  format: ExportFormat,
): AsyncGenerator<string> {
  if (format === 'csv') yield csvLine(COLUMNS);
  const line = format === 'csv' ? csvRow : jsonLine;
  let after: string | undefined;
  do {
    const page = await audit.events(filter, { limit: PAGE, ...(after === undefined ? {} : { after }) });
    if (page.items.length > 0) yield page.items.map(line).join('');
    after = page.next;
  } while (after !== undefined);
}

function jsonLine(event: RecordedEvent): string {
  return `${JSON.stringify(toCloudEvent(event))}\n`;
}

function csvRow(event: RecordedEvent): string {
  const session = 'session' in event.data ? event.data.session : undefined;
  return csvLine([
    new Date(event.atMs).toISOString(),
    event.id,
    event.type,
    event.stream,
    userOf(event),
    session?.sid,
    session?.clientId,
    event.actor.type,
    event.actor.id,
    reasonOf(event),
    'note' in event.data ? event.data.note : undefined,
    session?.device.label,
    session?.device.ip,
    session?.device.userAgent,
    event.hash,
  ]);
}

function reasonOf(event: RecordedEvent): string | undefined {
  if ('reason' in event.data) return event.data.reason;
  if ('cause' in event.data) return event.data.cause;
  return 'kind' in event.data ? event.data.kind : undefined;
}
