import { createParamDecorator, Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { OPERATION_CONTROLLERS } from '@atlasnode/service-kit';
import type { FastifyRequest } from 'fastify';
import { AUTHENTICATOR } from '../injection.js';
import { ACCESS_RULE, type AccessRule } from './access-rule.js';
import type { Authenticator } from './authenticator.js';
import type { Caller } from './caller.js';

const callers = new WeakMap<object, Caller>();

@Injectable()
export class AccessGuard implements CanActivate {
  readonly #authenticator: Authenticator;
  readonly #reflector: Reflector;

  constructor(@Inject(AUTHENTICATOR) authenticator: Authenticator, @Inject(Reflector) reflector: Reflector) {
    this.#authenticator = authenticator;
    this.#reflector = reflector;
  }

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    if (OPERATION_CONTROLLERS.includes(context.getClass())) return true;
    const rule = this.#reflector.get<AccessRule | undefined>(ACCESS_RULE, context.getHandler());
    if (rule === undefined) return false;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const caller = this.#authenticator.authenticate(request.headers.authorization, rule);
    if (caller instanceof Promise) return caller.then((known) => remember(request, known));
    return remember(request, caller);
  }
}

function remember(request: FastifyRequest, caller: Caller): true {
  callers.set(request, caller);
  return true;
}

/** Who called, as the guard found out. The parameter's type is what the route's rule lets in. */
export const CallerOf = createParamDecorator((_data: unknown, context: ExecutionContext): Caller => {
  const caller = callers.get(context.switchToHttp().getRequest<FastifyRequest>());
  if (caller === undefined) throw new TypeError('the route has no access rule');
  return caller;
});
