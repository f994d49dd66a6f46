import { backoffMs } from '../backoff.js';
import type { Environment } from '../environment/environment.js';
import type { SessionReport } from '../routes/read-answer.js';
import type { RouteOutcome } from '../routes/route-outcome.js';
import type { ServerClock } from '../routes/server-clock.js';
import type { SessionRoutes } from '../routes/session-routes.js';
import type { SessionTimes } from '../routes/session-times.js';
import type { Activity } from './activity.js';
import { dueAtMs, planRefresh } from './refresh-plan.js';

/** Tabs that share a due time act within it, so that most find it done by another. Not needed for correctness: racing tabs all win. */
const SPREAD_MS = 2_000;

export interface RefresherOptions {
  readonly environment: Environment;
  readonly routes: SessionRoutes;
  readonly clock: ServerClock;
  readonly activity: Activity;
  readonly onReport: (report: SessionReport) => void;
  readonly onUnavailable: () => void;
  readonly onOver: (outcome: Extract<RouteOutcome<never>, { kind: 'ended' | 'expired' }>) => void;
}

/** Keeps the access token fresh. Starts nothing while the tab is hidden or offline: an answer that a frozen tab does not read is a rotation lost. */
export class Refresher {
  readonly #options: RefresherOptions;
  #times: SessionTimes | undefined;
  #unmoved = false;
  #cancelTimer: () => void = () => undefined;
  #running: Promise<void> | undefined;
  #failures = 0;
  #retryAfterMs = 0;

  constructor(options: RefresherOptions) {
    this.#options = options;
  }

  get expiresAtMs(): number {
    return this.#times?.expiresAtMs ?? 0;
  }

  /** From here on the token of these times is kept fresh; told by this tab's own calls, or by another tab that refreshed. */
  keep(times: SessionTimes): void {
    if (times.expiresAtMs !== this.#times?.expiresAtMs) this.#unmoved = false;
    this.#times = times;
    this.plan();
  }

  stop(): void {
    this.#cancelTimer();
    this.#times = undefined;
    this.#unmoved = false;
    this.#failures = 0;
  }

  /** To be called when anything has changed that the plan depends on. */
  plan(spreadMs: number = SPREAD_MS): void {
    this.#cancelTimer();
    const { environment, clock, activity } = this.#options;
    if (this.#times === undefined || this.#running !== undefined || !this.#mayStart()) return;
    const nowMs = clock.nowMs();
    const next = planRefresh({ times: this.#times, active: activity.isPending, unmoved: this.#unmoved }, nowMs);
    const delayMs = Math.max(0, next.atMs - nowMs) + environment.random() * spreadMs;
    this.#cancelTimer = environment.after(delayMs, () => {
      // The tab may have been hidden since; it plans anew when it is in front.
      if (this.#mayStart()) void this.#run();
    });
  }

  /** Somebody did something in this tab: where a refresh waited for that, it is not spread. */
  onInput(): void {
    this.plan(0);
  }

  /** Refreshes now, unless the token ends after `beyondMs` anyway, or nothing but input could move its end. @returns whether it does now */
  async refreshNow(beyondMs: number = this.expiresAtMs): Promise<boolean> {
    const { activity, clock } = this.#options;
    if (this.#times === undefined || !this.#mayStart()) return this.expiresAtMs > beyondMs;
    const next = planRefresh({ times: this.#times, active: activity.isPending, unmoved: this.#unmoved }, clock.nowMs());
    if (this.expiresAtMs <= beyondMs && next.act === 'refresh' && !this.#unmoved) await this.#run();
    return this.expiresAtMs > beyondMs;
  }

  /** Asks although nothing would be gained: to hear how a session that is over ended. */
  async learn(): Promise<void> {
    await this.#run();
  }

  /** What was started and not answered goes on in a hidden tab too: the rotation may have happened. */
  #mayStart(): boolean {
    return this.#options.environment.isOnline() && (!this.#options.environment.isHidden() || this.#failures > 0);
  }

  #run(): Promise<void> {
    this.#cancelTimer();
    this.#running ??= this.#refresh().finally(() => {
      this.#running = undefined;
      this.#next();
    });
    return this.#running;
  }

  async #refresh(): Promise<void> {
    const { routes, activity } = this.#options;
    const sentAs = this.#times;
    const active = activity.isPending;
    const outcome = await routes.refresh(active);
    if (this.#times === undefined) return;
    this.#failures = outcome.kind === 'unavailable' ? this.#failures + 1 : 0;
    switch (outcome.kind) {
      case 'ok':
        this.#take(outcome.value, sentAs, active);
        return;
      case 'unavailable':
        this.#retryAfterMs = outcome.retryAfterMs ?? 0;
        this.#options.onUnavailable();
        return;
      case 'ended':
      case 'expired':
        this.#options.onOver(outcome);
        return;
      default:
        outcome satisfies never;
    }
  }

  #take(report: SessionReport, before: SessionTimes | undefined, active: boolean): void {
    if (active && wasCounted(report, before)) this.#options.activity.settle();
    this.#times = report.times;
    this.#unmoved =
      before !== undefined &&
      report.times.expiresAtMs <= before.expiresAtMs &&
      dueAtMs(before) <= report.times.saidAtMs;
    this.#options.onReport(report);
  }

  /** An answer that was lost may have been a rotation: ask again at once, and then with pauses, while the grace lasts. Hidden or not: it was started. */
  #next(): void {
    if (this.#times === undefined) return;
    if (this.#failures === 0) {
      this.plan();
      return;
    }
    const { environment } = this.#options;
    if (!environment.isOnline()) return;
    const pauseMs = this.#failures === 1 ? 0 : backoffMs(this.#failures - 2, environment.random());
    this.#cancelTimer = environment.after(Math.max(pauseMs, this.#retryAfterMs), () => void this.#run());
  }
}

/** Within the grace of a rotation the server answers as before and notes nothing, activity neither. */
function wasCounted({ rotated, times }: SessionReport, before: SessionTimes | undefined): boolean {
  // What was read from the access token is in whole seconds: less than one more is the same time.
  return rotated !== false || (times.idleDueAtMs ?? 0) > (before?.idleDueAtMs ?? 0) + 1_000;
}
