/** How long sessions live and how many a user may have. Validated configuration; a client may have its own. */
export interface Policy {
  readonly accessTokenLifetimeMs: number;
  /** A session ends when no person did anything for this long. */
  readonly idleTimeoutMs: number;
  /** A session ends this long after its sign-in, whatever happens. */
  readonly absoluteLifetimeMs: number;
  /** How long the refresh token before the present one still gets the present one: tabs that race all win. */
  readonly graceMs: number;
  /** No limit where absent. */
  readonly maxSessionsPerUser?: number;
  readonly onLimit: 'evict-oldest' | 'reject';
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

export const DEFAULT_POLICY: Policy = {
  accessTokenLifetimeMs: 10 * MINUTE_MS,
  idleTimeoutMs: 7 * DAY_MS,
  absoluteLifetimeMs: 30 * DAY_MS,
  graceMs: 30_000,
  onLimit: 'evict-oldest',
};

/** The longest life an access token may be given by any policy, unless configured otherwise. */
export const DEFAULT_MAX_ACCESS_TOKEN_LIFETIME_MS = 15 * MINUTE_MS;
/** What that may be configured to at most: views remember a revocation for this long, and memory is finite. */
export const MAX_ACCESS_TOKEN_LIFETIME_CEILING_MS = 60 * MINUTE_MS;

export interface PolicyFault {
  readonly field: keyof Policy;
  readonly expected: string;
}

/** Every fault of a policy; none where it may be used. */
export function checkPolicy(
  policy: Policy,
  maxAccessTokenLifetimeMs = DEFAULT_MAX_ACCESS_TOKEN_LIFETIME_MS,
): readonly PolicyFault[] {
  const { accessTokenLifetimeMs, idleTimeoutMs, absoluteLifetimeMs, graceMs, maxSessionsPerUser, onLimit } = policy;
  const rules: ReadonlyArray<readonly [keyof Policy, boolean, string]> = [
    ['accessTokenLifetimeMs', isPositive(accessTokenLifetimeMs), 'a positive whole number of milliseconds'],
    [
      'accessTokenLifetimeMs',
      accessTokenLifetimeMs <= maxAccessTokenLifetimeMs,
      `at most ${maxAccessTokenLifetimeMs} ms, the longest life of an access token`,
    ],
    ['idleTimeoutMs', isPositive(idleTimeoutMs), 'a positive whole number of milliseconds'],
    ['absoluteLifetimeMs', isPositive(absoluteLifetimeMs), 'a positive whole number of milliseconds'],
    ['graceMs', graceMs === 0 || isPositive(graceMs), 'a whole number of milliseconds, 0 or more'],
    // A tab that refreshes once per grace must be seen several times before the session could idle out.
    ['graceMs', 4 * graceMs <= idleTimeoutMs, 'at most a quarter of the idle timeout'],
    [
      'maxSessionsPerUser',
      maxSessionsPerUser === undefined || isPositive(maxSessionsPerUser),
      'a positive whole number, or none',
    ],
    ['onLimit', onLimit === 'evict-oldest' || onLimit === 'reject', '`evict-oldest` or `reject`'],
  ];
  return rules.filter(([, holds]) => !holds).map(([field, , expected]) => ({ field, expected }));
}

function isPositive(value: number): boolean {
  return Number.isSafeInteger(value) && value > 0;
}
