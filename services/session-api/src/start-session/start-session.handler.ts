import { createHash } from 'node:crypto';
import type { SessionCommands } from '@atlasnode/session-commands';
import { CLOCK, type Client } from '@atlasnode/service-kit';
import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { ADMIN_AUDIENCE, isAdminUserId } from '../auth/admin-identity.js';
import { policyOf, type SessionApiConfig } from '../config.js';
import { COMMANDS, CONFIG, TOKEN_ISSUER } from '../injection.js';
import { inputProblem, problem } from '../problems.js';
import { valueOf } from '../refusals.js';
import type { TokenIssuer } from '../tokens/token-issuer.js';
import type { SessionTokens } from '../tokens/tokens.schema.js';
import { StartSession } from './start-session.command.js';
import type { StartSessionRequest } from './start-session.schema.js';

@CommandHandler(StartSession)
export class StartSessionHandler implements ICommandHandler<StartSession> {
  readonly #commands: SessionCommands;
  readonly #config: SessionApiConfig;
  readonly #issuer: TokenIssuer;
  readonly #nowMs: () => number;

  constructor(
    @Inject(COMMANDS) commands: SessionCommands,
    @Inject(CONFIG) config: SessionApiConfig,
    @Inject(TOKEN_ISSUER) issuer: TokenIssuer,
    @Inject(CLOCK) nowMs: () => number,
  ) {
    this.#commands = commands;
    this.#config = config;
    this.#issuer = issuer;
    this.#nowMs = nowMs;
  }

  async execute({ client, request, idempotencyKey: key }: StartSession): Promise<SessionTokens> {
    const audience = request.audience ?? client.audiences;
    refuseWhatClientMayNot(client, request.roles, audience);
    refuseWhatNobodyMay(request, this.#nowMs() + this.#config.clockSkewMs);
    const policy = policyOf(this.#config, client.clientId);
    const started = valueOf(
      await this.#commands.start({
        ...request,
        clientId: client.clientId,
        audience,
        policy,
        actor: { type: 'service', id: client.clientId },
        idempotency: key === undefined ? undefined : { key, requestDigest: digestOf(request) },
      }),
    );
    return this.#issuer.issue(started, policy);
  }
}

function refuseWhatClientMayNot(client: Client, roles: readonly string[], audience: readonly string[]): void {
  const foreign = audience.find((one) => one === ADMIN_AUDIENCE || !client.audiences.includes(one));
  if (foreign !== undefined) throw problem('AUDIENCE_NOT_ALLOWED', { members: { audience: foreign } });
  const { allowedRoles } = client;
  const role = allowedRoles === '*' ? undefined : roles.find((one) => !allowedRoles.includes(one));
  if (role !== undefined) throw problem('ROLE_NOT_ALLOWED', { members: { role } });
}

function refuseWhatNobodyMay({ userId, authTimeMs }: StartSessionRequest, latestMs: number): void {
  // No client of HTTP can name these two in an address: they mean "here" and "above".
  if (userId === '.' || userId === '..') throw inputProblem('userId', 'expected more than dots');
  if (isAdminUserId(userId)) throw inputProblem('userId', 'expected a user id that is not kept for administrators');
  if (authTimeMs !== undefined && authTimeMs > latestMs)
    throw inputProblem('authTimeMs', 'expected a time that is not ahead of ours');
}

/** The schema gives the fields their order, so that the same request has the same text. */
function digestOf(request: StartSessionRequest): string {
  return createHash('sha256').update(JSON.stringify(request)).digest('base64url');
}
