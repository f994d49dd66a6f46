import type { SessionEnded } from '@atlasnode/session-events/push';
import { backoffMs } from './backoff.js';
import type { Environment, EnvironmentSignal } from './environment/environment.js';
import { PushLink } from './push/push-link.js';
import { Activity } from './refresh/activity.js';
import { Refresher } from './refresh/refresher.js';
import type { SessionReport } from './routes/read-answer.js';
import type { PushTicket, RouteOutcome } from './routes/route-outcome.js';
import { ServerClock } from './routes/server-clock.js';
import { SessionRoutes } from './routes/session-routes.js';
import type { SessionTimes } from './routes/session-times.js';
import type { SessionClientOptions } from './session-client-options.js';
import { usualActor, type SessionEnd } from './session-end.js';
import type { SessionFacts } from './session-state.js';
import { StateStore } from './state-store.js';
import { TabNews } from './tabs/tab-news.js';

/** One tab's part of a session: what is known of it, kept fresh by the refresher, and heard of through the link, the routes and the other tabs. */
export class TabSession {
  readonly store = new StateStore();
  readonly #options: SessionClientOptions;
  readonly #environment: Environment;
  readonly #clock: ServerClock;
  readonly #routes: SessionRoutes;
  readonly #activity: Activity;
  readonly #refresher: Refresher;
  readonly #link: PushLink;
  readonly #tabs: TabNews;
  readonly #stopWatching: () => void;
  #facts: SessionFacts | undefined;
  #isReachable = true;
  #isLive = false;
  #attempts = 0;
  #cancelRetry: () => void = () => undefined;
  /** Counts calls of {@link start}: only the latest one's answer is taken. */
  #starts = 0;

  constructor(environment: Environment, options: SessionClientOptions) {
    const baseUrl = options.baseUrl ?? '';
    this.#options = options;
    this.#environment = environment;
    this.#clock = new ServerClock(() => environment.nowMs());
    this.#routes = new SessionRoutes(environment, baseUrl, this.#clock);
    this.#activity = new Activity(environment.memory, `atlas-session-active:${baseUrl}`);
    this.#refresher = new Refresher({
      environment,
      routes: this.#routes,
      clock: this.#clock,
      activity: this.#activity,
      onReport: (report) => this.#onRefreshed(report),
      onUnavailable: () => this.#reachable(false),
      onOver: (outcome) => this.#end(this.#endOf(outcome.kind === 'ended' ? outcome.reason : 'unknown')),
    });
    this.#link = new PushLink({
      environment,
      pushUrl: options.pushUrl,
      ticket: () => this.#ticket(),
      refresh: (beyondMs) => this.#refresher.refreshNow(beyondMs),
      onLive: (isLive) => this.#live(isLive),
      onEnded: (ended) => this.#onPushEnded(ended),
      onEndedSomehow: () => this.#refresher.learn(),
    });
    this.#tabs = new TabNews(environment, `atlas-session:${baseUrl}`, {
      sid: () => this.#facts?.sid,
      onRefreshed: (times, settled) => this.#onRefreshedElsewhere(times, settled),
      onInput: () => {
        if (this.#activity.note()) this.#refresher.plan();
      },
      onEnded: (end) => this.#end(end),
      onReplaced: () => void this.start(),
    });
    const stopSignals = environment.watch((signal) => this.#onSignal(signal));
    const stopInput = environment.onInput(() => this.#onInput());
    this.#stopWatching = () => {
      stopSignals();
      stopInput();
    };
  }

  async start(): Promise<void> {
    this.#starts += 1;
    const mine = this.#starts;
    this.#cancelRetry();
    const outcome = await this.#find();
    if (mine !== this.#starts || outcome === undefined) return;
    switch (outcome.kind) {
      case 'ok':
        this.#attempts = 0;
        if (outcome.value === 'nobody') this.#over(undefined);
        else this.#found(outcome.value);
        return;
      case 'ended':
        this.#over(outcome.reason);
        return;
      case 'expired':
        this.#over(undefined);
        return;
      case 'unavailable':
        this.#startAgain();
        return;
      default:
        outcome satisfies never;
    }
  }

  async signOut(): Promise<boolean> {
    const outcome = await this.#routes.logout();
    if (outcome.kind === 'unavailable') return false;
    this.#end(this.#endOf('signed-out'));
    return true;
  }

  close(): void {
    this.#starts += 1;
    this.#cancelRetry();
    this.#stopWatching();
    this.#leave();
    this.#tabs.close();
    this.store.clear();
  }

  /**
   * What the access token alone cannot say, a refresh does: whether the session can be renewed, and if it has ended, why. Undefined: this
   * is no moment for a refresh; asked again when the tab is in front.
   */
  async #find(): Promise<RouteOutcome<SessionReport | 'nobody'> | undefined> {
    const outcome = await this.#routes.state();
    const isSaid =
      outcome.kind === 'ok' ||
      outcome.kind === 'unavailable' ||
      (outcome.kind === 'ended' && outcome.reason !== 'unknown');
    if (isSaid) return outcome;
    return this.#environment.isHidden() ? undefined : this.#routes.refresh(this.#activity.isPending);
  }

  #startAgain(): void {
    this.#reachable(false);
    this.#cancelRetry = this.#environment.after(
      backoffMs(this.#attempts, this.#environment.random()),
      () => void this.start(),
    );
    this.#attempts += 1;
  }

  /** `reason` absent: there is no trace of a session. To a tab that knew of one it has ended all the same. */
  #over(reason: SessionEnd['reason'] | undefined): void {
    if (this.#facts !== undefined) this.#end(this.#endOf(reason ?? 'unknown'));
    else
      this.store.set(reason === undefined ? { status: 'signed-out' } : { status: 'ended', end: this.#endOf(reason) });
  }

  #found({ facts, times }: SessionReport): void {
    const isOther = this.#facts?.sid !== facts.sid;
    this.#facts = facts;
    this.#isReachable = true;
    this.#show();
    this.#refresher.keep(times);
    if (!isOther) return;
    this.#link.stop();
    this.#link.start();
    this.#tabs.tell({ v: 1, kind: 'found', sid: facts.sid });
  }

  #onRefreshed(report: SessionReport): void {
    this.#found(report);
    this.#tabs.tell({
      v: 1,
      kind: 'refreshed',
      sid: report.facts.sid,
      times: report.times,
      settled: !this.#activity.isPending,
    });
    this.#link.tokenMoved();
    this.#options.onRenewed?.();
  }

  async #ticket(): Promise<RouteOutcome<PushTicket>> {
    const outcome = await this.#routes.ticket();
    if (outcome.kind === 'unavailable') this.#reachable(false);
    if (outcome.kind === 'ok') this.#reachable(true);
    return outcome;
  }

  #onPushEnded(ended: SessionEnded): void {
    if (this.#facts?.sid === ended.sid)
      this.#end({ sid: ended.sid, reason: ended.reason, by: ended.by, atMs: ended.at });
    else void this.start();
  }

  #onRefreshedElsewhere(times: SessionTimes, settled: boolean): void {
    if (settled) this.#activity.settle();
    if (times.expiresAtMs <= this.#refresher.expiresAtMs) return;
    this.#refresher.keep(times);
    this.#link.tokenMoved();
  }

  #onInput(): void {
    if (this.#facts === undefined || !this.#activity.note()) return;
    this.#tabs.tell({ v: 1, kind: 'input', sid: this.#facts.sid });
    this.#refresher.onInput();
  }

  #onSignal(signal: EnvironmentSignal): void {
    if (signal === 'hidden') return;
    if (signal === 'offline') this.#reachable(false);
    else this.#onBetterMoment(signal === 'resumed');
  }

  #onBetterMoment(mayBeCut: boolean): void {
    if (this.#facts === undefined) {
      if (this.store.state.status === 'unknown') void this.start();
      return;
    }
    this.#refresher.plan(0);
    if (mayBeCut) this.#link.reopen();
    else this.#link.hurry();
  }

  #live(isLive: boolean): void {
    this.#isLive = isLive;
    if (isLive) this.#isReachable = true;
    this.#show();
  }

  #reachable(isReachable: boolean): void {
    this.#isReachable = isReachable;
    this.#show();
  }

  #show(): void {
    if (this.#facts === undefined) return;
    this.store.set({ status: this.#isReachable ? 'signed-in' : 'offline', session: this.#facts, isLive: this.#isLive });
  }

  #endOf(reason: SessionEnd['reason']): SessionEnd {
    return {
      ...(this.#facts === undefined ? {} : { sid: this.#facts.sid }),
      reason,
      by: usualActor(reason),
      atMs: this.#environment.nowMs(),
    };
  }

  /** Once, however many ways the news comes: by then there is no session to end. */
  #end(end: SessionEnd): void {
    const facts = this.#facts;
    if (facts === undefined) return;
    this.#leave();
    this.store.set({ status: 'ended', end });
    this.#tabs.tell({ v: 1, kind: 'ended', sid: facts.sid, end });
    this.#options.onEnded?.(end);
  }

  #leave(): void {
    this.#facts = undefined;
    this.#refresher.stop();
    this.#link.stop();
    this.#activity.settle();
  }
}
