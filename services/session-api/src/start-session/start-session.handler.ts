import { createHash } from 'node:crypto';
import type { SessionCommands } from '@atlasnode/session-commands';
import { CLOCK, type Client } from '@atlasnode/service-kit';
import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { ADMIN_AUDIENCE, isAdminUserId } from '../auth/admin-identity.js';
import { policyOf, type SessionApiConfig } from '../config.js';
import { COMMANDS, CONFIG, TOKEN_ISSUER } from '../injection.js';
import { problem } from '../problems.js';
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

  constructor(@Inject(COMMANDS) commands: SessionCommands, @Inject(CONFIG) config: SessionApiConfig, @Inject(TOKEN_ISSUER) issuer: TokenIssuer, @Inject(CLOCK) nowMs: () => number) {
    this.#commands = commands;
    this.#config = config;
    this.#issuer = issuer;
    this.#nowMs = nowMs;
  }

  async execute({ client, request, idempotencyKey }: StartSession): Promise<SessionTokens> {
    const { userId, roles = [], audience = client.audiences, amr = [], acr, authTimeMs, device = {}, epochs } = request;
    this.#refuseWhatIsNotAllowed(client, { userId, roles, audience, authTimeMs });
    const policy = policyOf(this.#config, client.clientId);
    const started = valueOf(
      await this.#commands.start({
        userId,
        clientId: client.clientId,
        audience,
        roles,
        amr,
        ...(acr === undefined ? {} : { acr }),
        ...(authTimeMs === undefined ? {} : { authTimeMs }),
        device,
        policy,
        actor: { type: 'service', id: client.clientId },
        ...(epochs === undefined ? {} : { epochs }),
        ...(idempotencyKey === undefined ? {} : { idempotency: { key: idempotencyKey, requestDigest: digestOf(request) } }),
      }),
    );
    return this.#issuer.issue(started, policy);
  }

  #refuseWhatIsNotAllowed(client: Client, asked: Pick<StartSessionRequest, 'userId'> & { readonly roles: readonly string[]; readonly audience: readonly string[]; readonly authTimeMs: number | undefined }): void {
    const audience = asked.audience.find((one) => one === ADMIN_AUDIENCE || !client.audiences.includes(one));
    if (audience !== undefined) throw problem('AUDIENCE_NOT_ALLOWED', { members: { audience } });
    const role = client.allowedRoles === '*' ? undefined : asked.roles.find((one) => !client.allowedRoles.includes(one));
    if (role !== undefined) throw problem('ROLE_NOT_ALLOWED', { members: { role } });
    // No client of HTTP can name these two in an address: they mean "here" and "above".
    if (asked.userId === '.' || asked.userId === '..') throw problem('INVALID_INPUT', { errors: [{ path: 'userId', expected: 'expected more than dots' }] });
    if (isAdminUserId(asked.userId)) throw problem('INVALID_INPUT', { errors: [{ path: 'userId', expected: 'expected a user id that is not kept for administrators' }] });
    if (asked.authTimeMs !== undefined && asked.authTimeMs > this.#nowMs() + this.#config.clockSkewMs) {
      throw problem('INVALID_INPUT', { errors: [{ path: 'authTimeMs', expected: 'expected a time that is not ahead of ours' }] });
    }
  }
}

/** The schema gives the fields their order, so that the same request has the same text. */
function digestOf(request: StartSessionRequest): string {
  return createHash('sha256').update(JSON.stringify(request)).digest('base64url');
}
