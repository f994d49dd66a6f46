import { randomUUID } from 'node:crypto';
import { createSessionCommands, isCommandError, type SessionCommands } from '@atlasnode/session-commands';
import {
  createClientRegistry,
  createMetrics,
  currentTraceparent,
  runService,
  startHeartbeat,
  type HeartbeatSender,
  type Logger,
  type ReadinessCheck,
  type RunningService,
} from '@atlasnode/service-kit';
import type { Engine } from '@atlasnode/session-engine';
import { RevocationView } from '@atlasnode/session-verifier';
import { engineSource } from '@atlasnode/session-verifier/engine';
import { SessionApiModule } from './app.module.js';
import { AttemptLimit } from './auth/attempt-limit.js';
import { Authenticator } from './auth/authenticator.js';
import { startBackgroundWork } from './background-work.js';
import { policyOf, type SessionApiConfig } from './config.js';
import {
  AUTHENTICATOR,
  COMMANDS,
  CONFIG,
  REFRESH_TOKENS,
  REFUSED_TOKEN_LIMIT,
  SIGN_IN_LIMIT,
  SIGNING_KEYS,
  TOKEN_ISSUER,
  TOKEN_READER,
} from './injection.js';
import { INTROSPECTION_ROUTE } from './introspect-token/introspect-token.controller.js';
import { liveVerifier } from './live-verifier.js';
import { problem, PROBLEMS } from './problems.js';
import { SigningKeys } from './signing-keys/signing-keys.js';
import { AccessTokenReader } from './tokens/access-token-reader.js';
import { AccessTokens } from './tokens/access-token.js';
import { RefreshTokens } from './tokens/refresh-token.js';
import { TokenIssuer } from './tokens/token-issuer.js';

const SERVICE = 'session-api';

/** What a view remembers beyond the longest token: a minute for processes that are slow to hear. */
const WINDOW_MARGIN_MS = 60_000;

export interface SessionApiOptions {
  readonly config: SessionApiConfig;
  readonly engine: Engine;
  readonly logger: Logger;
  readonly nowMs?: () => number;
}

/** Composes the service around an opened engine, which stays its caller's to close. */
export async function startSessionApi({
  config,
  engine,
  logger,
  nowMs = Date.now,
}: SessionApiOptions): Promise<RunningService> {
  const longestLifetimeMs = await engine.directory.raiseMaxAccessTokenLifetime(config.maxAccessTokenLifetimeMs);
  const windowMs = longestLifetimeMs + config.clockToleranceMs + WINDOW_MARGIN_MS;
  const keys = await SigningKeys.open({
    store: engine.keys,
    sealingKey: config.keySealingKey,
    algorithm: config.signingAlgorithm,
    rotationMs: config.signingKeyRotationMs,
    publicationMs: config.signingKeyPublicationMs,
    retirementMs: windowMs,
    nowMs,
  });

  const view = new RevocationView({ clockSkewMs: config.clockSkewMs, windowMs });
  const source = engineSource(engine.revocations, {
    nowMs,
    onFault: (error) => logger.warn({ err: error }, 'the revocation channel could not be read'),
  }).open(view);
  const heartbeat = startHeartbeat({
    channel: engine.revocations,
    from: `${SERVICE}:${randomUUID()}`,
    windowMs: () => windowMs,
    clockSkewMs: config.clockSkewMs,
    nowMs,
    onFault: (error) => logger.warn({ err: error }, 'a heartbeat did not reach the revocation channel'),
  });

  const refreshTokens = new RefreshTokens(config.masterKeys);
  const commands = createSessionCommands({
    engine,
    nowMs,
    clockSkewMs: config.clockSkewMs,
    mintingKid: () => refreshTokens.mintingKid,
    applyNotice: (record) => view.applyEarly(record),
    onRelayFault: (error) => logger.warn({ err: error }, 'could not be relayed now; the sweeper will'),
    policyOf: (clientId) => policyOf(config, clientId),
    traceparent: currentTraceparent,
  });
  const reader = new AccessTokenReader(config.issuer, keys, nowMs);
  const verifier = liveVerifier({ config, keys, view, reader, commands, logger, nowMs });
  const background = await startBackgroundWork({ jobs: engine.jobs, commands, keys, config, logger });

  const parts = new Map<symbol, object>([
    [CONFIG, config],
    [COMMANDS, commands],
    [SIGNING_KEYS, keys],
    [REFRESH_TOKENS, refreshTokens],
    [TOKEN_ISSUER, new TokenIssuer(new AccessTokens(config.issuer, keys), refreshTokens)],
    [TOKEN_READER, reader],
    [AUTHENTICATOR, new Authenticator(createClientRegistry(config.clients, nowMs), verifier)],
    [SIGN_IN_LIMIT, new AttemptLimit(config.signInsPerMinute, nowMs)],
    [REFUSED_TOKEN_LIMIT, new AttemptLimit(config.refusedTokensPerMinute, nowMs)],
  ]);
  const metrics = createMetrics(SERVICE);
  measure(metrics, { view, heartbeat, nowMs });

  const onClose = (): Promise<void> => closeParts({ background, heartbeat, commands, closables: [verifier, source] });
  return runService({
    name: SERVICE,
    module: SessionApiModule.of(engine, nowMs, parts),
    host: config.host,
    port: config.port,
    logger,
    metrics,
    problems: PROBLEMS,
    translateError: (error) =>
      isCommandError(error)
        ? problem('CONFLICT', { detail: 'Repeat the request.', headers: { 'retry-after': '1' }, cause: error })
        : undefined,
    engine,
    readiness: [heartbeat.check, viewCheck(view, nowMs)],
    requestLog: config.requestLog,
    trustedProxies: config.trustedProxies,
    formRoutes: [INTROSPECTION_ROUTE],
    openApi: { title: 'AtlasNode Sessions', description: 'Start, refresh, verify and end sessions.' },
    onClose,
  });
}

function viewCheck(view: RevocationView, nowMs: () => number): ReadinessCheck {
  return {
    part: 'revocation view',
    check: () =>
      Number.isFinite(view.stalenessMs(nowMs()))
        ? { ok: true }
        : { ok: false, detail: 'has not read the revocation channel whole yet' },
  };
}

function measure(
  metrics: ReturnType<typeof createMetrics>,
  parts: { readonly view: RevocationView; readonly heartbeat: HeartbeatSender; readonly nowMs: () => number },
): void {
  const { view, heartbeat, nowMs } = parts;
  metrics.measured('revocation_view_staleness_ms', 'How far behind the view may be.', () => view.stalenessMs(nowMs()));
  metrics.measured('revocation_view_entries', 'Sessions and users that the view remembers.', () => view.size);
  metrics.measured('clock_skew_ms', "How far our clock is from the revocation channel's.", () => heartbeat.skewMs());
}

/** The server has stopped: nothing new comes. What was taken is finished and relayed before the caller closes the engine. */
async function closeParts(parts: {
  readonly background: { close(): Promise<void> };
  readonly heartbeat: HeartbeatSender;
  readonly commands: SessionCommands;
  readonly closables: ReadonlyArray<{ close(): Promise<void> }>;
}): Promise<void> {
  await parts.background.close();
  await parts.commands.relay.close();
  await parts.heartbeat.close();
  await Promise.all(parts.closables.map((part) => part.close()));
}
