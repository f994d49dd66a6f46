import type { RevocationChannel } from '@atlasnode/session-engine';
import type { ReadinessCheck } from '../health/readiness.js';

const INTERVAL_MS = 1_000;

export interface HeartbeatOptions {
  readonly channel: Pick<RevocationChannel, 'heartbeat'>;
  /** Which process this is. */
  readonly from: string;
  /** How long a view remembers: `maxAccessTokenLifetime` + clock tolerance + 60 s. */
  readonly windowMs: () => number;
  /** The bound beyond which the service is not ready. */
  readonly clockSkewMs: number;
  readonly onFault: (error: unknown) => void;
  readonly nowMs?: () => number;
  readonly intervalMs?: number;
}

export interface HeartbeatSender {
  /** How far our clock certainly is from the channel's, as of the last heartbeat; 0 while none was needed to tell. */
  skewMs(): number;
  readonly check: ReadinessCheck;
  close(): Promise<void>;
}

/**
 * Puts a sign of life on the revocation channel each second, one at a time, and compares the channel's time for it with our own before and after.
 * A view's claim of freshness rests on the clocks, so a service whose clock is off is not ready.
 */
export function startHeartbeat(options: HeartbeatOptions): HeartbeatSender {
  const nowMs = options.nowMs ?? Date.now;
  const intervalMs = options.intervalMs ?? INTERVAL_MS;
  let skew = 0;
  let lastAtMs: number | undefined;
  let closed = false;
  let timer: NodeJS.Timeout | undefined;
  let wake: (() => void) | undefined;

  const beat = async (): Promise<void> => {
    const sentAtMs = nowMs();
    const record = await options.channel.heartbeat({
      v: 1,
      kind: 'heartbeat',
      at: sentAtMs,
      from: options.from,
      windowMs: options.windowMs(),
    });
    lastAtMs = nowMs();
    skew = Math.max(0, sentAtMs - record.atMs, record.atMs - lastAtMs);
  };
  const run = async (): Promise<void> => {
    while (!closed) {
      await beat().catch((error: unknown) => {
        if (!closed) options.onFault(error);
      });
      if (closed) return;
      await new Promise<void>((resolve) => {
        wake = resolve;
        timer = setTimeout(resolve, intervalMs);
      });
    }
  };
  const running = run();

  return {
    skewMs: () => skew,
    check: {
      part: 'clock',
      check: () => {
        if (lastAtMs === undefined) return { ok: false, detail: 'no heartbeat has reached the revocation channel yet' };
        if (skew > options.clockSkewMs)
          return {
            ok: false,
            detail: `is ${skew} ms off the revocation channel's, allowed are ${options.clockSkewMs}: synchronize the clocks`,
          };
        return { ok: true };
      },
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      wake?.();
      await running;
    },
  };
}
