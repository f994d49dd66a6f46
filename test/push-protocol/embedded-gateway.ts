import { openEmbeddedEngine } from '@atlasnode/engine-embedded';
import { loadPushGatewayConfig, startPushGateway } from '@atlasnode/push-gateway';
import { createLogger, generateServiceKey, type RunningService } from '@atlasnode/service-kit';
import type { Engine } from '@atlasnode/session-engine';
import { buildEveryoneNotice, buildSessionNotice, buildUserNotice, eventually, newSid } from '@atlasnode/testkit';
import jwt from 'jsonwebtoken';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { GatewayUnderTest, PushSession, TicketShape } from './gateway-under-test.js';

export const ISSUER = 'https://sessions.example.com';
export const ORIGIN = 'https://app.example.com';
const TICKET_SECONDS = 30;
const TOKEN_SECONDS = 600;

export interface EmbeddedGatewayOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** What the gateway is given of the engine: with faults, say. */
  readonly around?: (engine: Engine) => Engine;
  /** An engine that outlives this gateway. */
  readonly engine?: Engine;
}

/** Epochs that a session was started in. */
interface Epochs {
  readonly uep: number;
  readonly rep: number;
}

/** Our gateway on an engine in memory; tickets and notices are made here as session-api makes them. */
export class EmbeddedGateway implements GatewayUnderTest {
  readonly allowedOrigin = ORIGIN;
  readonly serviceKey: string;
  readonly powerlessKey: string;
  readonly engine: Engine;
  readonly #service: RunningService;
  readonly #key: { readonly kid: string; readonly privateKey: KeyObject };
  readonly #ownsEngine: boolean;
  readonly #epochs = new Map<string, Epochs>();
  readonly #userEpochs = new Map<string, number>();
  #realmEpoch = 0;

  private constructor(
    service: RunningService,
    engine: Engine,
    key: { readonly kid: string; readonly privateKey: KeyObject },
    keys: { readonly reader: string; readonly powerless: string },
    ownsEngine: boolean,
  ) {
    this.#service = service;
    this.engine = engine;
    this.#key = key;
    this.serviceKey = keys.reader;
    this.powerlessKey = keys.powerless;
    this.#ownsEngine = ownsEngine;
  }

  static async open({
    env = {},
    around = (engine) => engine,
    engine: given,
  }: EmbeddedGatewayOptions = {}): Promise<EmbeddedGateway> {
    const engine = given ?? (await openEmbeddedEngine({ path: ':memory:' }));
    const key = await addSigningKey(engine);
    const reader = generateServiceKey({ clientId: 'demo', keyId: 'r1', scopes: ['revocations:read'] });
    const powerless = generateServiceKey({ clientId: 'demo', keyId: 'p1', scopes: ['sessions:start'] });
    const clients = [{ clientId: 'demo', audiences: ['demo'], allowedRoles: '*', keys: [reader.key, powerless.key] }];
    const config = loadPushGatewayConfig({
      ATLAS_PORT: '0',
      ATLAS_ISSUER: ISSUER,
      ATLAS_ALLOWED_ORIGINS: ORIGIN,
      ATLAS_REQUEST_LOG: 'none',
      ATLAS_CLIENTS: JSON.stringify(clients),
      ...env,
    });
    const service = await startPushGateway({
      config,
      engine: around(engine),
      logger: createLogger({ name: 'push', level: 'fatal' }),
    });
    const gateway = new EmbeddedGateway(
      service,
      engine,
      key,
      { reader: reader.text, powerless: powerless.text },
      given === undefined,
    );
    await gateway.ready();
    return gateway;
  }

  get url(): string {
    return this.#service.url;
  }

  async ready(): Promise<void> {
    await eventually(async () => {
      const answer = await fetch(`${this.url}/health/ready`);
      if (!answer.ok) throw new Error(await answer.text());
    });
  }

  async startSession({
    userId = `ana-${crypto.randomUUID()}`,
    roles = ['member'],
  }: { readonly userId?: string; readonly roles?: readonly string[] } = {}): Promise<PushSession> {
    const session: PushSession = { sid: newSid(), userId, ticket: async () => this.mint(session, { roles }) };
    this.#epochs.set(session.sid, { uep: this.#userEpochs.get(userId) ?? 0, rep: this.#realmEpoch });
    return session;
  }

  async startAdministrator(): Promise<PushSession> {
    const session = await this.startSession();
    return { ...session, ticket: async () => this.mint(session, { roles: ['admin'], ctx: ['atlas-admin'] }) };
  }

  mint(session: PushSession, { typ = 'push+jwt', ...claims }: TicketShape): string {
    const nowSeconds = Math.floor(Date.now() / 1_000);
    const all = {
      iss: ISSUER,
      aud: 'atlas-push',
      sub: session.userId,
      sid: session.sid,
      ...(this.#epochs.get(session.sid) ?? { uep: 0, rep: 0 }),
      roles: ['member'],
      ctx: ['demo'],
      iat: nowSeconds,
      exp: nowSeconds + TICKET_SECONDS,
      sexp: nowSeconds + TOKEN_SECONDS,
      ...claims,
    };
    const present = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
    return jwt.sign(present, this.#key.privateKey, {
      algorithm: 'ES256',
      header: { alg: 'ES256', typ, kid: this.#key.kid },
    });
  }

  async endSession({ sid, userId }: PushSession): Promise<void> {
    await this.engine.revocations.publish(buildSessionNotice({ sid, userId }));
  }

  async endUser(userId: string, exceptSid?: string): Promise<void> {
    const epoch = (this.#userEpochs.get(userId) ?? 0) + 1;
    this.#userEpochs.set(userId, epoch);
    await this.engine.revocations.publish(
      buildUserNotice({ userId, epoch, ...(exceptSid === undefined ? {} : { exceptSid }) }),
    );
  }

  async endEveryone(): Promise<void> {
    this.#realmEpoch += 1;
    await this.engine.revocations.publish(buildEveryoneNotice({ epoch: this.#realmEpoch }));
  }

  async close(): Promise<void> {
    await this.#service.close();
    if (this.#ownsEngine) await this.engine.close();
  }
}

async function addSigningKey(engine: Engine): Promise<{ readonly kid: string; readonly privateKey: KeyObject }> {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const kid = crypto.randomUUID();
  const { kty = '', crv = '', x = '', y = '' } = publicKey.export({ format: 'jwk' });
  const nowMs = Date.now();
  await engine.keys.addSigningKey({
    kid,
    algorithm: 'ES256',
    publicJwk: { kty, crv, x, y },
    sealedPrivateKey: '-',
    state: 'retiring',
    createdAtMs: nowMs,
    stateSinceMs: nowMs,
  });
  return { kid, privateKey };
}
