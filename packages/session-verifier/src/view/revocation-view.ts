import type { RevocationNotice, RevocationRecord } from '@atlasnode/session-events';
import type { ViewSnapshot } from '@atlasnode/session-events/push';
import { EndedSubjects, type TokenSubject } from './ended-subjects.js';
import { Listeners, type Unsubscribe } from './listeners.js';

/** 1 s: how far a clock may be from the channel's and still count as right. */
export const DEFAULT_CLOCK_SKEW_MS = 1_000;

/** The longest window any configuration allows (access tokens of 1 h, a minute of tolerance, a minute more): what is read where the true one is not known yet. */
export const LONGEST_WINDOW_MS = 62 * 60_000;

/** About 150 bytes each. Beyond it the view cannot know what it lacks, so it is not ready until what it lacks no longer matters. */
const DEFAULT_MAX_ENTRIES = 4_000_000;

export interface RevocationViewOptions {
  /** How far this process's clock may be from the channel's; milliseconds, 1,000 by default. */
  readonly clockSkewMs?: number;
  /** How long an ended session is remembered, where it is known before the first heartbeat says so; milliseconds. */
  readonly windowMs?: number;
  /** Sessions and users together; 4,000,000 by default. */
  readonly maxEntries?: number;
  /** A listener threw. By default a process warning; the other listeners are called all the same. */
  readonly onListenerFault?: (error: unknown) => void;
}

/**
 * - `applied`: the next record; position and time moved on.
 * - `repeated`: was here before; nothing changed.
 * - `gap`: something before it is missing (or the view waits to be reloaded). The notice was applied, since knowing more is never
 *   wrong, but the view is not ready until its source starts over or loads a snapshot.
 */
export type ApplyOutcome = 'applied' | 'repeated' | 'gap';

type Continuity = 'lost' | 'reading' | 'whole';

/**
 * Everything ended that still has unexpired access tokens, as of a moment that the view can name: a few integers and two maps in
 * memory, so that a request is judged without a look-up in a store.
 *
 * The view has every revocation acknowledged before {@link asOfMs}. That is a fact about the records it has seen without a gap, so
 * its staleness is provable: `now − asOfMs`, plus the bound on the clocks' difference.
 *
 * @example
 * ```ts
 * const view = new RevocationView();
 * const subscription = engineSource(engine.revocations).open(view);
 * view.onNotice((notice) => disconnectSocketsOf(notice));
 * if (view.isRevoked({ sid, userId, userEpoch, realmEpoch })) refuse();
 * ```
 *
 * It forgets an entry one window after its notice, when every token it could concern has expired. So it answers about *unexpired
 * access tokens* only, never whether a session lives: ask the store for that.
 */
export class RevocationView {
  readonly clockSkewMs: number;
  readonly #ended: EndedSubjects;
  readonly #notices: Listeners<RevocationNotice>;
  readonly #records: Listeners<RevocationRecord>;
  readonly #reloads: Listeners<void>;
  #continuity: Continuity = 'lost';
  #position: number | undefined;
  #asOfMs = 0;

  constructor(options: RevocationViewOptions = {}) {
    const onFault =
      options.onListenerFault ??
      ((error) => process.emitWarning(error instanceof Error ? error : String(error), 'RevocationView'));
    this.clockSkewMs = options.clockSkewMs ?? DEFAULT_CLOCK_SKEW_MS;
    this.#ended = new EndedSubjects(options.windowMs ?? 0, options.maxEntries ?? DEFAULT_MAX_ENTRIES);
    this.#notices = new Listeners(onFault);
    this.#records = new Listeners(onFault);
    this.#reloads = new Listeners(onFault);
  }

  /** The position reached without a gap; undefined before anything was read. */
  get position(): number | undefined {
    return this.#position;
  }

  /** The channel's time, Unix milliseconds, before which every acknowledged revocation is here; 0 before anything was read. */
  get asOfMs(): number {
    return this.#asOfMs;
  }

  /** How long an entry is kept, milliseconds; 0 where no heartbeat or snapshot has said it yet, and nothing is forgotten till then. Only ever raised. */
  get windowMs(): number {
    return this.#ended.windowMs;
  }

  /** Sessions and users held. */
  get size(): number {
    return this.#ended.size;
  }

  /** Whether all of one window has been read without a gap. A view that is not ready counts as stale, whatever its time says. */
  get ready(): boolean {
    return this.#continuity === 'whole' && this.#ended.completeAt(this.#asOfMs);
  }

  /**
   * How far behind the view may be, milliseconds: a revocation acknowledged longer ago than this is in it. Infinite where the view is
   * not ready, or where the channel's time is further ahead than the clocks may differ.
   */
  stalenessMs(nowMs: number): number {
    if (!this.ready || this.#asOfMs > nowMs + this.clockSkewMs) return Number.POSITIVE_INFINITY;
    return nowMs - this.#asOfMs + this.clockSkewMs;
  }

  /** Whether a token of this session, carrying these epochs, was ended by anything in the view. */
  isRevoked(subject: TokenSubject): boolean {
    return this.#ended.has(subject);
  }

  /** Takes the next record of the channel. Listeners are called before it returns. */
  apply(record: RevocationRecord): ApplyOutcome {
    const outcome = this.#follow(record);
    if (outcome === 'repeated') return outcome;
    this.#take(record);
    if (outcome === 'applied') this.#records.tell(record);
    return outcome;
  }

  /**
   * Takes this process's own notice before the channel has brought it back, so that the acknowledging process refuses at once.
   * Neither position nor time move on: other records may stand before it.
   */
  applyEarly(record: RevocationRecord): void {
    this.#take(record);
  }

  /** The source reads one window anew, from any position. What is known stays known; the view is not ready until {@link finishReading}. */
  startOver(): void {
    this.#continuity = 'reading';
    this.#position = undefined;
  }

  /** The source has told everything up to the end of the channel, as it was when the reading began. */
  finishReading(end: { readonly position: number; readonly atMs: number }): void {
    if (this.#continuity !== 'reading') return;
    this.#position = Math.max(this.#position ?? end.position, end.position);
    this.#asOfMs = Math.max(this.#asOfMs, end.atMs);
    this.#continuity = 'whole';
    this.#reloads.tell();
  }

  /** The source lost continuity: not ready until it starts over or loads a snapshot. */
  lose(): void {
    this.#continuity = 'lost';
  }

  /** All that the view holds, for a verifier that starts from it. */
  snapshot(): ViewSnapshot {
    return { position: this.#position ?? 0, asOfMs: this.#asOfMs, ...this.#ended.snapshot() };
  }

  /**
   * Goes on from another view's snapshot. What was known stays known (a snapshot of a gateway that lags never brings an ended session
   * back); position and time are the snapshot's, even where they are lower: records after it are told again, and change nothing.
   */
  loadSnapshot(snapshot: ViewSnapshot): void {
    this.#ended.merge(snapshot);
    this.#position = snapshot.position;
    this.#asOfMs = snapshot.asOfMs;
    this.#continuity = 'whole';
    this.#reloads.tell();
  }

  /** Called synchronously after a notice changed the view, once for each change: a repeat tells nobody. */
  onNotice(listener: (notice: RevocationNotice) => void): Unsubscribe {
    return this.#notices.add(listener);
  }

  /** Called synchronously after each record that moved the view on, heartbeats included: what a gateway passes to its verifiers. */
  onRecord(listener: (record: RevocationRecord) => void): Unsubscribe {
    return this.#records.add(listener);
  }

  /** Called after the view was loaded anew: what was concluded from it before may lack revocations. */
  onReload(listener: () => void): Unsubscribe {
    return this.#reloads.add(listener);
  }

  #follow(record: RevocationRecord): ApplyOutcome {
    if (this.#continuity === 'lost') return 'gap';
    if (this.#position !== undefined) {
      // A heartbeat may have no position of its own: it then stands at the latest notice's.
      const isSignOfLife = record.notice.kind === 'heartbeat' && record.position === this.#position;
      if (record.position <= this.#position && !isSignOfLife) return 'repeated';
      if (record.previous > this.#position) {
        this.#continuity = 'lost';
        return 'gap';
      }
    }
    this.#position = record.position;
    this.#asOfMs = Math.max(this.#asOfMs, record.atMs);
    return 'applied';
  }

  #take(record: RevocationRecord): void {
    const { notice, atMs } = record;
    if (notice.kind === 'heartbeat') {
      this.#ended.raiseWindow(notice.windowMs);
    } else if (this.#ended.add(notice, atMs)) {
      this.#notices.tell(notice);
    }
    this.#ended.forget(this.#asOfMs, notice.kind === 'heartbeat');
  }
}
