import type { SessionCommands } from '@atlasnode/session-commands';
import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { AttemptLimit } from '../auth/attempt-limit.js';
import { policyOf, type SessionApiConfig } from '../config.js';
import { COMMANDS, CONFIG, REFRESH_TOKENS, REFUSED_TOKEN_LIMIT, TOKEN_ISSUER } from '../injection.js';
import { problem } from '../problems.js';
import { refusalProblem } from '../refusals.js';
import type { RefreshTokens } from '../tokens/refresh-token.js';
import type { TokenIssuer } from '../tokens/token-issuer.js';
import { readPresented } from './presented-token.js';
import { RefreshSession } from './refresh-session.command.js';
import type { RefreshedTokens } from './refresh-session.schema.js';

@CommandHandler(RefreshSession)
export class RefreshSessionHandler implements ICommandHandler<RefreshSession> {
  readonly #commands: SessionCommands;
  readonly #tokens: RefreshTokens;
  readonly #issuer: TokenIssuer;
  readonly #limit: AttemptLimit;
  readonly #policyOf: (clientId: string) => ReturnType<typeof policyOf>;

  // oxlint-disable-next-line max-params -- one per collaborator, given by the container
  constructor(
    @Inject(COMMANDS) commands: SessionCommands,
    @Inject(CONFIG) config: SessionApiConfig,
    @Inject(REFRESH_TOKENS) tokens: RefreshTokens,
    @Inject(TOKEN_ISSUER) issuer: TokenIssuer,
    @Inject(REFUSED_TOKEN_LIMIT) limit: AttemptLimit,
  ) {
    this.#commands = commands;
    this.#tokens = tokens;
    this.#issuer = issuer;
    this.#limit = limit;
    this.#policyOf = (clientId) => policyOf(config, clientId);
  }

  async execute({ request, address }: RefreshSession): Promise<RefreshedTokens> {
    const presented = readPresented(request.refreshToken, this.#tokens, this.#limit, address);
    const outcome = await this.#commands.refresh({
      sid: presented.sid,
      presentedGeneration: presented.generation,
      isAuthentic: (secret) => this.#tokens.isAuthentic(presented, secret),
      active: request.active,
      // Without a service key it would be the person's own word.
      ...(address !== undefined || request.device === undefined ? {} : { device: request.device }),
      policyOf: this.#policyOf,
    });
    if (!outcome.ok)
      throw outcome.refusal.code === 'UNKNOWN_SESSION'
        ? problem('REFRESH_TOKEN_INVALID')
        : refusalProblem(outcome.refusal);
    const { value } = outcome;
    return { ...this.#issuer.issue(value, this.#policyOf(value.session.clientId)), rotated: value.rotated };
  }
}
