/**
 * Threat: a logout that a refresh running beside it survives. Four clients refresh one session back to back while it is revoked. From the moment the
 * revoker has heard the acknowledgement nothing that is *sent* may be granted, whichever process is asked; verifiers refuse within the staleness they claim.
 */
import { createVerifier, jwksUrl, type Verifier } from '@atlasnode/session-verifier';
import { socketSource } from '@atlasnode/session-verifier/socket';
import { eventually } from '@atlasnode/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApiClient, Tokens } from '../harness/api-client.js';
import { AUDIENCE, GRACELESS, ISSUER, runServices, type RunningServices } from '../harness/running-services.js';

const ROUNDS = 1_000;
const REFRESHERS = 4;

let services: RunningServices;
let verifier: Verifier;

beforeAll(async () => {
  services = await runServices();
  verifier = createVerifier({
    strategy: 'live',
    issuer: ISSUER,
    audience: AUDIENCE,
    keys: jwksUrl(`${services.apis[0].url}/.well-known/jwks.json`),
    source: socketSource({ url: services.pushUrl, serviceKey: services.serviceKey }),
    onStale: 'deny',
  });
  await eventually(() => expect(verifier.ready()).toBe(true));
});

afterAll(async () => {
  await verifier.close();
  await services.close();
});

describe.each([
  ['at its default', () => services.apis],
  ['at 0', () => services.as(GRACELESS)],
] as const)('with the grace %s', (_grace, apisOf) => {
  it(`grants nothing sent after the acknowledgement, in ${ROUNDS} rounds`, async () => {
    const apis = apisOf();
    const tally = { ended: 0, refreshes: 0, verifierWasBehind: 0 };
    for (let round = 0; round < ROUNDS; round += 1) await playRound(apis, round, tally);
    // The rounds were about something: refreshes did run, and nearly always the revocation itself ended the session.
    expect(tally.refreshes).toBeGreaterThan(ROUNDS * REFRESHERS);
    expect(tally.ended).toBeGreaterThan(ROUNDS * 0.9);
  }, 300_000);
});

interface Race {
  latest: Tokens;
  acknowledged: boolean;
  refreshes: number;
  /** Refreshes that were sent after the acknowledgement and granted all the same. */
  grantedAfter: number;
}

async function playRound(
  apis: readonly [ApiClient, ApiClient],
  round: number,
  tally: { ended: number; refreshes: number; verifierWasBehind: number },
): Promise<void> {
  const [api, otherApi] = apis;
  const userId = `user-${round}`;
  const { body: started } = await api.start({ userId });
  const race: Race = { latest: started, acknowledged: false, refreshes: 0, grantedAfter: 0 };
  const refreshers = Array.from({ length: REFRESHERS }, (_, index) =>
    refreshBackToBack(index % 2 === 0 ? api : otherApi, race),
  );
  await new Promise((resolve) => setTimeout(resolve, round % 5));
  const revoked = await api.revoke(started.sid);
  race.acknowledged = true;
  expect(revoked.status).toBe(200);
  const acknowledgedAtMs = Date.now();
  const { accessToken } = race.latest;

  await verifiersRefuse(accessToken, acknowledgedAtMs, tally);
  const [here, there] = await Promise.all([api.introspect(accessToken), otherApi.introspect(accessToken)]);
  expect([here.body.active, there.body.active]).toEqual([false, false]);
  // The acknowledging process verifies from its own view.
  expect(await statusOfMe(api, accessToken)).toBe(401);
  await Promise.all(refreshers);
  expect(race.grantedAfter).toBe(0);
  expect((await otherApi.refresh(race.latest.refreshToken)).status).toBe(401);
  expect((await otherApi.sessionsOf(userId)).body.items).toEqual([]);
  expect((await api.session(started.sid)).body.status).toBe('revoked');
  tally.refreshes += race.refreshes;
  if (revoked.body['ended'] === true) tally.ended += 1;
}

/** Until it is refused; each time with the newest token anybody has. */
async function refreshBackToBack(api: ApiClient, race: Race): Promise<void> {
  for (;;) {
    const sentAfter = race.acknowledged;
    const { status, body } = await api.refresh(race.latest.refreshToken);
    race.refreshes += 1;
    if (status !== 200) return;
    if (sentAfter) race.grantedAfter += 1;
    if (isNewer(body, race.latest)) race.latest = body;
  }
}

function isNewer(one: Tokens, other: Tokens): boolean {
  return Number(one.refreshToken.split('.')[3]) >= Number(other.refreshToken.split('.')[3]);
}

/** Elsewhere: whoever still accepts must claim to know nothing that new. It does refuse as soon as it claims to. */
async function verifiersRefuse(
  accessToken: string,
  acknowledgedAtMs: number,
  tally: { verifierWasBehind: number },
): Promise<void> {
  await eventually(async () => {
    const claimsToKnowUntilMs = Date.now() - verifier.stalenessMs();
    const result = await verifier.verify(accessToken);
    if (!result.ok) return;
    tally.verifierWasBehind += 1;
    if (claimsToKnowUntilMs >= acknowledgedAtMs)
      throw new TypeError('a verifier accepted a revoked session while it claimed to know of its end');
    expect(result.ok, 'the verifier must refuse in the end').toBe(false);
  });
}

async function statusOfMe(api: ApiClient, accessToken: string): Promise<number> {
  const response = await fetch(`${api.url}/v1/me/sessions`, { headers: { authorization: `Bearer ${accessToken}` } });
  await response.arrayBuffer();
  return response.status;
}
