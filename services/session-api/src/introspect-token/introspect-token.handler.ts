import type { SessionCommands } from '@atlasnode/session-commands';
import { Inject } from '@nestjs/common';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { COMMANDS, TOKEN_READER } from '../injection.js';
import type { AccessTokenReader } from '../tokens/access-token-reader.js';
import { IntrospectToken } from './introspect-token.query.js';
import type { Introspection } from './introspect-token.schema.js';

@QueryHandler(IntrospectToken)
export class IntrospectTokenHandler implements IQueryHandler<IntrospectToken> {
  readonly #commands: SessionCommands;
  readonly #reader: AccessTokenReader;

  constructor(@Inject(COMMANDS) commands: SessionCommands, @Inject(TOKEN_READER) reader: AccessTokenReader) {
    this.#commands = commands;
    this.#reader = reader;
  }

  async execute({ token, audiences }: IntrospectToken): Promise<Introspection> {
    const claims = this.#reader.read(token);
    if (claims === undefined || !claims.aud.some((audience) => audiences.includes(audience))) return { active: false };
    // Live by the store's word and its epochs, never by a view: a session outlives what a view remembers.
    const found = await this.#commands.find(claims.sid);
    if (found === undefined || !found.live || found.session.userId !== claims.sub) return { active: false };
    const { iss, sub, aud, client_id, sid, roles, jti, iat, exp, uep, rep } = claims;
    return { active: true, token_type: 'Bearer', iss, sub, aud, client_id, sid, roles, jti, iat, exp, uep, rep };
  }
}
