import type { SessionCommands } from '@atlasnode/session-commands';
import { CLOCK, KEY_STORE } from '@atlasnode/service-kit';
import type { KeyStore } from '@atlasnode/session-engine';
import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { ADMIN_AUDIENCE, ADMIN_CLIENT, ADMIN_ROLE, adminUserId } from '../auth/admin-identity.js';
import type { AttemptLimit } from '../auth/attempt-limit.js';
import { refuseIfLimited } from '../auth/rate-limited.js';
import { policyOf, type SessionApiConfig } from '../config.js';
import { COMMANDS, CONFIG, SIGN_IN_LIMIT, TOKEN_ISSUER } from '../injection.js';
import { hashAdminCode } from '../issue-admin-code/admin-code.js';
import { problem } from '../problems.js';
import { valueOf } from '../refusals.js';
import type { TokenIssuer } from '../tokens/token-issuer.js';
import type { SessionTokens } from '../tokens/tokens.schema.js';
import { SignInAdmin } from './sign-in-admin.command.js';

@CommandHandler(SignInAdmin)
export class SignInAdminHandler implements ICommandHandler<SignInAdmin> {
  readonly #commands: SessionCommands;
  readonly #codes: KeyStore;
  readonly #config: SessionApiConfig;
  readonly #issuer: TokenIssuer;
  readonly #limit: AttemptLimit;
  readonly #nowMs: () => number;

  // oxlint-disable-next-line max-params -- one per collaborator, given by the container
  constructor(
    @Inject(COMMANDS) commands: SessionCommands,
    @Inject(KEY_STORE) codes: KeyStore,
    @Inject(CONFIG) config: SessionApiConfig,
    @Inject(TOKEN_ISSUER) issuer: TokenIssuer,
    @Inject(SIGN_IN_LIMIT) limit: AttemptLimit,
    @Inject(CLOCK) nowMs: () => number,
  ) {
    this.#commands = commands;
    this.#codes = codes;
    this.#config = config;
    this.#issuer = issuer;
    this.#limit = limit;
    this.#nowMs = nowMs;
  }

  async execute({ code, device, address }: SignInAdmin): Promise<SessionTokens> {
    refuseIfLimited(this.#limit, address);
    this.#limit.record(address);
    const taken = await this.#codes.takeSignInCode(hashAdminCode(code), this.#nowMs());
    if (taken === undefined) throw problem('SIGN_IN_CODE_INVALID');
    const userId = adminUserId(taken.adminId);
    const policy = policyOf(this.#config, ADMIN_CLIENT);
    const started = valueOf(
      await this.#commands.start({
        userId,
        clientId: ADMIN_CLIENT,
        audience: [ADMIN_AUDIENCE],
        roles: [ADMIN_ROLE],
        amr: ['otp'],
        device,
        policy,
        actor: { type: 'admin', id: userId },
      }),
    );
    return this.#issuer.issue(started, policy);
  }
}
