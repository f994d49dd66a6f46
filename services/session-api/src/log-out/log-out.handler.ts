import type { SessionCommands } from '@atlasnode/session-commands';
import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { AttemptLimit } from '../auth/attempt-limit.js';
import { COMMANDS, REFRESH_TOKENS, REFUSED_TOKEN_LIMIT } from '../injection.js';
import { problem } from '../problems.js';
import { readPresented } from '../refresh-session/presented-token.js';
import { valueOf } from '../refusals.js';
import type { EndedSession } from '../revocation.schema.js';
import type { RefreshTokens } from '../tokens/refresh-token.js';
import { LogOut } from './log-out.command.js';

@CommandHandler(LogOut)
export class LogOutHandler implements ICommandHandler<LogOut> {
  readonly #commands: SessionCommands;
  readonly #tokens: RefreshTokens;
  readonly #limit: AttemptLimit;

  constructor(
    @Inject(COMMANDS) commands: SessionCommands,
    @Inject(REFRESH_TOKENS) tokens: RefreshTokens,
    @Inject(REFUSED_TOKEN_LIMIT) limit: AttemptLimit,
  ) {
    this.#commands = commands;
    this.#tokens = tokens;
    this.#limit = limit;
  }

  /** Any authentic token of the session will do, of whatever generation and however old: a person who wants out gets out. */
  async execute({ refreshToken, address }: LogOut): Promise<EndedSession> {
    const presented = readPresented(refreshToken, this.#tokens, this.#limit, address);
    const found = await this.#commands.find(presented.sid);
    if (found === undefined || !this.#tokens.isAuthentic(presented, found.secret))
      throw problem('REFRESH_TOKEN_INVALID');
    return valueOf(
      await this.#commands.revoke({
        sid: presented.sid,
        reason: 'signed-out',
        actor: { type: 'user', id: found.session.userId },
      }),
    );
  }
}
