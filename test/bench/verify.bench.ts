import { createPublicKey, generateKeyPairSync, randomUUID } from 'node:crypto';
import { createVerifier, fixedKeys, RevocationView, type Verifier } from '@atlasnode/session-verifier';
import jwt from 'jsonwebtoken';
import { writeReport } from './measure/report.js';
import { median, rounded } from './measure/statistics.js';

const VIEW_SIZE = 10_000;
const CACHE_SIZE = 20_000;
const ROUNDS = 40;
const SEEN_PER_ROUND = 20_000;
const SLOW_PER_ROUND = 400;
const ISSUER = 'https://sessions.example.com';

/** `verifier.verify` beside `jsonwebtoken.verify`: the same RS256 tokens, a KeyObject, and a new string for every call, as a server gets it. */
export async function run(): Promise<void> {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'k1', alg: 'RS256', use: 'sig' };
  const key = createPublicKey({ key: jwk, format: 'jwk' });
  const tokens = Array.from({ length: CACHE_SIZE }, () => Buffer.from(sign(privateKey)));
  const view = fullView();
  const seen = await verifierWith(view, jwk, CACHE_SIZE);
  for (const token of tokens) await seen.verify(token.toString('latin1'));
  // So small a cache that what comes round again has been forgotten: each call is a first one.
  const forgetful = await verifierWith(view, jwk, SLOW_PER_ROUND);

  let next = 0;
  const fresh = (count: number): string[] =>
    Array.from({ length: count }, () => (tokens[next++ % CACHE_SIZE] ?? Buffer.of()).toString('latin1'));
  const nanoseconds = { seen: [] as number[], first: [] as number[], plain: [] as number[] };
  const options: jwt.VerifyOptions = { algorithms: ['RS256'], issuer: ISSUER, audience: 'demo' };
  for (let round = 0; round < ROUNDS; round += 1) {
    nanoseconds.plain.push(each(fresh(SLOW_PER_ROUND), (token) => void jwt.verify(token, key, options)));
    nanoseconds.first.push(each(fresh(SLOW_PER_ROUND), (token) => granted(forgetful, token)));
    nanoseconds.seen.push(each(fresh(SEEN_PER_ROUND), (token) => granted(seen, token)));
  }
  const [plain, first, before] = [median(nanoseconds.plain), median(nanoseconds.first), median(nanoseconds.seen)];
  const perSecond = (value: number): number => Math.round(1e9 / value);
  const compared = { name: 'jsonwebtoken.verify', value: perSecond(plain) };
  writeReport({
    name: 'verify',
    how: `Strategy live with its revocation check, beside jsonwebtoken with signature, issuer and audience. RS256, KeyObject, a new string object per call. Median of ${ROUNDS} interleaved rounds.`,
    sizes: { view: VIEW_SIZE, cache: CACHE_SIZE, tokenBytes: tokens[0]?.length ?? 0 },
    rows: [
      {
        measured: 'token seen before, verifications a second',
        ours: perSecond(before),
        compared,
        ratio: rounded(plain / before, 1),
        target: { wanted: '≥ 50 ×', met: plain / before >= 50 },
      },
      {
        measured: 'token first seen, verifications a second',
        ours: perSecond(first),
        compared,
        ratio: rounded(plain / first),
        target: { wanted: '≥ 0.9 ×', met: plain / first >= 0.9 },
      },
    ],
  });
  await Promise.all([seen.close(), forgetful.close()]);
}

function granted(verifier: Verifier, token: string): void {
  const result = verifier.verify(token);
  if (result instanceof Promise || !result.ok) throw new Error('a good token was refused');
}

function each(tokens: readonly string[], verify: (token: string) => void): number {
  const startedAt = process.hrtime.bigint();
  for (const token of tokens) verify(token);
  return Number(process.hrtime.bigint() - startedAt) / tokens.length;
}

function sign(privateKey: jwt.Secret | jwt.PrivateKey): string {
  const nowS = Math.floor(Date.now() / 1000);
  const claims = {
    iss: ISSUER,
    sub: `user-${randomUUID()}`,
    aud: ['demo'],
    iat: nowS,
    exp: nowS + 900,
    jti: randomUUID(),
    client_id: 'demo',
    auth_time: nowS,
    amr: ['pwd'],
    roles: ['member', 'editor'],
    sid: randomUUID(),
    uep: 0,
    rep: 0,
  };
  return jwt.sign(claims, privateKey, { algorithm: 'RS256', header: { alg: 'RS256', typ: 'at+jwt', kid: 'k1' } });
}

function fullView(): RevocationView {
  const view = new RevocationView({ windowMs: 16 * 60_000 });
  const atMs = Date.now();
  view.startOver();
  view.finishReading({ position: 0, atMs });
  for (let position = 1; position <= VIEW_SIZE; position += 1) {
    const notice = {
      v: 1,
      kind: 'session',
      at: atMs,
      sid: randomUUID(),
      userId: `gone-${position}`,
      reason: 'signed-out',
      actor: { type: 'user' },
    } as const;
    view.apply({ position, previous: position - 1, atMs, notice });
  }
  return view;
}

async function verifierWith(view: RevocationView, jwk: object, cacheSize: number): Promise<Verifier> {
  const keys = fixedKeys([jwk as Parameters<typeof fixedKeys>[0][number]]);
  // Nobody sends heartbeats here: the view is as fresh as the bench is long.
  const verifier = createVerifier({
    strategy: 'live',
    issuer: ISSUER,
    audience: 'demo',
    keys,
    view,
    cacheSize,
    maxStalenessMs: 3_600_000,
    onStale: 'deny',
  });
  await new Promise((resolve) => setTimeout(resolve, 20));
  return verifier;
}
