import type { RevocationChannel, RevocationReader } from '@atlasnode/session-engine';
import type { Notice, RevocationRecord } from '@atlasnode/session-events';

/** Keeps what a reader of the channel was told. */
export interface RecordingListener {
  readonly reader: RevocationReader;
  readonly records: readonly RevocationRecord[];
  readonly lost: readonly string[];
  readonly ready: ReadonlyArray<{ readonly position: number; readonly atMs: number }>;
  /** What had been told when the reader became ready for the first time. */
  readonly recordsWhenReady: readonly RevocationRecord[] | undefined;
}

export async function listen(channel: RevocationChannel, fromMs: () => number = Date.now): Promise<RecordingListener> {
  const records: RevocationRecord[] = [];
  const lost: string[] = [];
  const ready: { readonly position: number; readonly atMs: number }[] = [];
  let recordsWhenReady: readonly RevocationRecord[] | undefined;
  const reader = await channel.read(fromMs, {
    onRecord: (record) => records.push(record),
    onLost: (reason) => lost.push(reason),
    onReady: (position) => {
      recordsWhenReady ??= [...records];
      ready.push(position);
    },
  });
  return {
    reader,
    records,
    lost,
    ready,
    get recordsWhenReady() {
      return recordsWhenReady;
    },
  };
}

export function noticesOf(records: readonly RevocationRecord[]): readonly Notice[] {
  return records.map(({ notice }) => notice).filter(({ kind }) => kind !== 'heartbeat');
}
