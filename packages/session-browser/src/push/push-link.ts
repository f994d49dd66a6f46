import type { PushRefusal, SessionEnded } from '@atlasnode/session-events/push';
import { backoffMs } from '../backoff.js';
import type { Environment } from '../environment/environment.js';
import type { PushTicket, RouteOutcome } from '../routes/route-outcome.js';
import type { PushConnection } from './push-transport.js';

const RENEW_AGAIN_AFTER_MS = 3_000;
/** The gateway asks all tabs of a session in one instant: most then find that one of them has refreshed. */
const RENEW_SPREAD_MS = 2_000;

export interface PushLinkOptions {
  readonly environment: Environment;
  readonly pushUrl: string | undefined;
  readonly ticket: () => Promise<RouteOutcome<PushTicket>>;
  /** Asks for an access token that ends after this time; without one, for a younger one than there is. @returns whether there is one now; if not, {@link PushLink.tokenMoved} follows when there is */
  readonly refresh: (beyondMs?: number) => Promise<boolean>;
  readonly onLive: (isLive: boolean) => void;
  readonly onEnded: (ended: SessionEnded) => void;
  /** It has ended, and why is not known here. Resolves when that was looked into. */
  readonly onEndedSomehow: () => Promise<void>;
}

/** One push connection, opened again and again as long as it is wanted: a new ticket for each attempt. */
export class PushLink {
  readonly #options: PushLinkOptions;
  #connection: PushConnection | undefined;
  /** Counts openings: what an older one still says is not heard. */
  #opening = 0;
  #isWanted = false;
  #isLive = false;
  #failures = 0;
  /** Ends at this time unless renewed; undefined until the gateway asks. */
  #renewBefore: number | undefined;
  #isRenewing = false;
  #cancelTimer: () => void = () => undefined;

  constructor(options: PushLinkOptions) {
    this.#options = options;
  }

  start(): void {
    if (this.#isWanted) return;
    this.#isWanted = true;
    void this.#open();
  }

  stop(): void {
    this.#isWanted = false;
    this.#drop();
  }

  /** A better moment than the one that was waited for: online again, or in front again. */
  hurry(): void {
    if (!this.#isWanted || this.#connection !== undefined) return;
    this.#failures = 0;
    this.#again(0);
  }

  /** The connection may be dead without knowing: anything may have been missed. */
  reopen(): void {
    if (!this.#isWanted) return;
    this.#drop();
    this.#again(0);
  }

  /** There is a younger access token: what waited for one goes on. */
  tokenMoved(): void {
    if (!this.#isWanted) return;
    if (this.#renewBefore !== undefined) void this.#renew();
    else if (this.#connection === undefined) this.#again(0);
  }

  async #open(): Promise<void> {
    this.#drop();
    const opening = this.#opening;
    if (!this.#options.environment.isOnline()) return;
    const outcome = await this.#options.ticket();
    if (opening === this.#opening) await this.#proceed(outcome, opening);
  }

  async #proceed(outcome: RouteOutcome<PushTicket>, opening: number): Promise<void> {
    switch (outcome.kind) {
      case 'ok':
        this.#connect(outcome.value, opening);
        return;
      case 'expired':
        if (await this.#options.refresh()) this.#againAtOnce();
        return;
      case 'ended':
        this.#lookInto();
        return;
      case 'unavailable':
        this.#againLater(outcome.retryAfterMs);
        return;
      default:
        outcome satisfies never;
    }
  }

  #connect({ ticket, pushUrl }: PushTicket, opening: number): void {
    const url = this.#options.pushUrl ?? pushUrl;
    if (url === undefined) return;
    const current = (): boolean => opening === this.#opening;
    this.#connection = this.#options.environment.push.open(url, ticket, {
      connected: () => {
        if (current()) this.#live(true);
      },
      refused: (refusal) => {
        if (current()) this.#onRefused(refusal);
      },
      ended: (ended, acknowledge) => {
        acknowledge();
        if (current()) this.#options.onEnded(ended);
      },
      renewRequired: ({ endsAt }) => {
        if (!current()) return;
        this.#renewBefore = endsAt;
        this.#renewIn(this.#options.environment.random() * RENEW_SPREAD_MS);
      },
      closed: () => {
        if (!current()) return;
        this.#drop();
        this.#againLater(undefined);
      },
    });
  }

  #onRefused(refusal: PushRefusal | undefined): void {
    this.#drop();
    if (refusal?.ended !== undefined) this.#options.onEnded(refusal.ended);
    else if (refusal?.code === 'SESSION_ENDED') this.#lookInto();
    else this.#againLater(undefined);
  }

  /** Nobody but the application's backend can say why. Should it say that the session lives, or nothing, this goes on. */
  #lookInto(): void {
    const opening = this.#opening;
    void this.#options.onEndedSomehow().then(() => {
      if (opening === this.#opening) this.#againLater(undefined);
    });
  }

  /** Refresh if that is what it takes, fetch a ticket, present it; the gateway's answer says whether that was enough. */
  async #renew(): Promise<void> {
    this.#cancelTimer();
    if (this.#isRenewing || this.#renewBefore === undefined) return;
    this.#isRenewing = true;
    const opening = this.#opening;
    try {
      await this.#options.refresh(this.#renewBefore);
      const outcome = await this.#options.ticket();
      if (opening !== this.#opening) return;
      if (outcome.kind === 'ended') this.#lookInto();
      else if (outcome.kind === 'ok') await this.#present(outcome.value.ticket, opening);
      else if (outcome.kind === 'unavailable') this.#renewIn(RENEW_AGAIN_AFTER_MS);
    } finally {
      this.#isRenewing = false;
    }
  }

  async #present(ticket: string, opening: number): Promise<void> {
    const answer = await this.#connection?.renew(ticket).catch(() => undefined);
    if (opening !== this.#opening) return;
    if (answer === undefined) this.#renewIn(RENEW_AGAIN_AFTER_MS);
    else if (answer.ok) this.#renewBefore = answer.endsAt > (this.#renewBefore ?? 0) ? undefined : this.#renewBefore;
    else if (answer.code === 'SESSION_ENDED') this.#lookInto();
    else this.#renewIn(RENEW_AGAIN_AFTER_MS);
  }

  #renewIn(delayMs: number): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#options.environment.after(delayMs, () => void this.#renew());
  }

  #drop(): void {
    this.#opening += 1;
    this.#cancelTimer();
    this.#connection?.close();
    this.#connection = undefined;
    this.#renewBefore = undefined;
    this.#live(false);
  }

  #live(isLive: boolean): void {
    if (isLive) this.#failures = 0;
    if (isLive === this.#isLive) return;
    this.#isLive = isLive;
    this.#options.onLive(isLive);
  }

  #againLater(retryAfterMs: number | undefined): void {
    const pauseMs = backoffMs(this.#failures, this.#options.environment.random());
    this.#failures += 1;
    this.#again(Math.max(pauseMs, retryAfterMs ?? 0));
  }

  /** The first time; a backend that refuses tickets again and again is not to be asked in a loop. */
  #againAtOnce(): void {
    if (this.#failures > 0) return this.#againLater(undefined);
    this.#failures = 1;
    this.#again(0);
  }

  #again(delayMs: number): void {
    this.#cancelTimer();
    if (this.#isWanted) this.#cancelTimer = this.#options.environment.after(delayMs, () => void this.#open());
  }
}
