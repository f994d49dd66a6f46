import type { KeySource } from './keys/key-source.js';
import type { RevocationSource } from './source/revocation-source.js';
import type { Introspect } from './stale/introspection-gate.js';
import type { OnStale, StaleReport } from './stale/stale-rule.js';
import type { RevocationView } from './view/revocation-view.js';

export interface CommonVerifierOptions {
  /** Claim `iss`, compared exactly. */
  readonly issuer: string;
  /** Claim `aud`: the token must be for one of these. */
  readonly audience: string | readonly string[];
  /** Public keys of the issuer: `jwksUrl(…)`, or anything that has `keys()`. */
  readonly keys: KeySource;
  /** Tolerance for `exp` and `nbf`; milliseconds, 5,000 by default, at most 60,000 (the view remembers no longer). */
  readonly clockToleranceMs?: number;
  /** Verified tokens remembered, about 2.5 KB each; 20,000 by default, 0 for none. */
  readonly cacheSize?: number;
  readonly nowMs?: () => number;
}

export interface JwtVerifierOptions extends CommonVerifierOptions {
  readonly strategy: 'jwt';
}

export interface LiveVerifierOptions extends CommonVerifierOptions {
  readonly strategy: 'live';
  /** Feeds a view of this verifier's own; or give `view`. */
  readonly source?: RevocationSource;
  /** A view that somebody else feeds, e.g. the one of the service this verifier is part of. */
  readonly view?: RevocationView;
  /** Past this the view no longer counts; milliseconds, 10,000 by default. */
  readonly maxStalenessMs?: number;
  /** What to do then; `introspect` by default where `introspect` is given, else `deny`. */
  readonly onStale?: OnStale;
  /** Asks the service whether a token's session lives: `httpIntrospection(…)`. */
  readonly introspect?: Introspect;
  /** Introspections under way at once; 16 by default. A request beyond it is denied. */
  readonly maxIntrospections?: number;
  /** How far this machine's clock may be from the channel's; milliseconds, 1,000 by default. Not with `view`, which has its own. */
  readonly clockSkewMs?: number;
  /** Told of every decision made while stale, for the log. Counted in {@link Verifier.metrics} in any case. */
  readonly onStaleDecision?: (report: StaleReport) => void;
}

export type VerifierOptions = JwtVerifierOptions | LiveVerifierOptions;

/** A view forgets no sooner than a minute after the last token could have expired by a clock that is right. */
const MAX_CLOCK_TOLERANCE_MS = 60_000;

export const DEFAULTS = {
  clockToleranceMs: 5_000,
  cacheSize: 20_000,
  maxStalenessMs: 10_000,
  maxIntrospections: 16,
} satisfies Partial<LiveVerifierOptions>;

/** @throws TypeError for options that contradict each other. */
export function checkOptions(options: VerifierOptions): void {
  if (options.issuer === '') throw new TypeError('issuer: expected a text');
  if (options.audience.length === 0) throw new TypeError('audience: expected at least one');
  if ((options.clockToleranceMs ?? 0) > MAX_CLOCK_TOLERANCE_MS)
    throw new TypeError('clockToleranceMs: expected at most 60,000');
  if (options.strategy === 'live') checkLiveOptions(options);
}

function checkLiveOptions({ source, view, onStale, introspect }: LiveVerifierOptions): void {
  if ((source === undefined) === (view === undefined))
    throw new TypeError('strategy live: expected either source or view');
  if (onStale === 'introspect' && introspect === undefined)
    throw new TypeError('onStale introspect: expected introspect');
}
