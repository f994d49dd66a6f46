import { Query } from '@nestjs/cqrs';
import type { Introspection } from './introspect-token.schema.js';

export class IntrospectToken extends Query<Introspection> {
  constructor(
    readonly token: string,
    /** The audiences of the one who asks: a token for none of them is not theirs to know about (RFC 7662 §2.2). */
    readonly audiences: readonly string[],
  ) {
    super();
  }
}
