import type { Logger, ServiceMetrics } from '@atlasnode/service-kit';
import type { PushRefusalCode, SessionEnded } from '@atlasnode/session-events/push';
import type { RevocationView } from '@atlasnode/session-verifier';
import type { PushObserver } from './push-server.js';

const TOLD_BUCKETS_S = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];
const SAMPLE_EVERY_MS = 1_000;

/** Counts what happens to sockets, and logs what goes wrong. */
export class PushMetrics implements PushObserver {
  readonly #logger: Logger;
  readonly #nowMs: () => number;
  readonly #told;
  readonly #refused;
  readonly #sockets;
  readonly #staleness;
  #timer: NodeJS.Timeout | undefined;

  constructor(metrics: ServiceMetrics, logger: Logger, nowMs: () => number) {
    this.#logger = logger;
    this.#nowMs = nowMs;
    this.#told = metrics.histogram(
      'atlas_push_told_seconds',
      'From the notice of an end to the message to a socket of it',
      TOLD_BUCKETS_S,
    );
    this.#refused = metrics.counter('atlas_push_refused_total', 'Refused handshakes', ['namespace', 'code']);
    this.#sockets = metrics.gauge('atlas_push_sockets', 'Open sockets', ['namespace']);
    this.#staleness = metrics.gauge(
      'atlas_revocation_staleness_seconds',
      'How far behind the view of revocations may be; -1 where it is not ready',
    );
  }

  /** Looks at what can only be sampled, each second. */
  sample(sockets: () => Readonly<Record<string, number>>, view: RevocationView): void {
    this.#timer = setInterval(() => {
      for (const [namespace, count] of Object.entries(sockets())) this.#sockets.set({ namespace }, count);
      const stalenessMs = view.stalenessMs(this.#nowMs());
      this.#staleness.set(Number.isFinite(stalenessMs) ? stalenessMs / 1_000 : -1);
    }, SAMPLE_EVERY_MS).unref();
  }

  close(): void {
    clearInterval(this.#timer);
  }

  refused(namespace: string, code: PushRefusalCode): void {
    this.#refused.inc({ namespace, code });
    if (code === 'ORIGIN_REFUSED')
      this.#logger.warn({ namespace, code }, 'a handshake from an origin that is not on the allow-list');
  }

  told(ended: SessionEnded): void {
    this.#told.observe(Math.max(0, this.#nowMs() - ended.at) / 1_000);
  }

  fault(error: unknown): void {
    this.#logger.error({ err: error }, 'push gateway fault');
  }
}
