import { z } from 'zod';

/** RFC 7662 §2.1. The hint is taken and not needed. */
export const introspectionRequest = z
  .strictObject({ token: z.string().min(1).max(8_192), token_type_hint: z.string().max(64).exactOptional() })
  .meta({ id: 'IntrospectionRequest' });
export type IntrospectionRequest = z.infer<typeof introspectionRequest>;

/** RFC 7662 §2.2: of a token that is not active nothing else is said. */
export const introspection = z
  .strictObject({
    active: z.boolean(),
    token_type: z.literal('Bearer').exactOptional(),
    iss: z.string().exactOptional(),
    sub: z.string().exactOptional(),
    aud: z.array(z.string()).exactOptional(),
    client_id: z.string().exactOptional(),
    sid: z.string().exactOptional(),
    roles: z.array(z.string()).exactOptional(),
    jti: z.string().exactOptional(),
    iat: z.int().exactOptional(),
    exp: z.int().exactOptional(),
    uep: z.int().exactOptional(),
    rep: z.int().exactOptional(),
  })
  .meta({ id: 'Introspection' });
export type Introspection = z.infer<typeof introspection>;
