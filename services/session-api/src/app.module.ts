import { EngineModule } from '@atlasnode/service-kit';
import type { Engine } from '@atlasnode/session-engine';
import type { DynamicModule, Provider, Type } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import { IntrospectTokenController } from './introspect-token/introspect-token.controller.js';
import { IntrospectTokenHandler } from './introspect-token/introspect-token.handler.js';
import { IssueAdminCodeController } from './issue-admin-code/issue-admin-code.controller.js';
import { IssueAdminCodeHandler } from './issue-admin-code/issue-admin-code.handler.js';
import { IssuePushTicketController } from './issue-push-ticket/issue-push-ticket.controller.js';
import { ListJobsController } from './list-jobs/list-jobs.controller.js';
import { ListJobsHandler } from './list-jobs/list-jobs.handler.js';
import { ListMySessionsController } from './list-my-sessions/list-my-sessions.controller.js';
import { ListUserSessionsController } from './list-user-sessions/list-user-sessions.controller.js';
import { ListUserSessionsHandler } from './list-user-sessions/list-user-sessions.handler.js';
import { LogOutController } from './log-out/log-out.controller.js';
import { LogOutHandler } from './log-out/log-out.handler.js';
import { PublishKeySetController } from './publish-key-set/publish-key-set.controller.js';
import { RefreshSessionController } from './refresh-session/refresh-session.controller.js';
import { RefreshSessionHandler } from './refresh-session/refresh-session.handler.js';
import { RevokeEverySessionController } from './revoke-every-session/revoke-every-session.controller.js';
import { RevokeEverySessionHandler } from './revoke-every-session/revoke-every-session.handler.js';
import { RevokeMyOtherSessionsController } from './revoke-my-other-sessions/revoke-my-other-sessions.controller.js';
import { RevokeMySessionController } from './revoke-my-session/revoke-my-session.controller.js';
import { RevokeSessionController } from './revoke-session/revoke-session.controller.js';
import { RevokeSessionHandler } from './revoke-session/revoke-session.handler.js';
import { RevokeUserSessionsController } from './revoke-user-sessions/revoke-user-sessions.controller.js';
import { RevokeUserSessionsHandler } from './revoke-user-sessions/revoke-user-sessions.handler.js';
import { RotateSigningKeysController } from './rotate-signing-keys/rotate-signing-keys.controller.js';
import { RotateSigningKeysHandler } from './rotate-signing-keys/rotate-signing-keys.handler.js';
import { ShowEpochsController } from './show-epochs/show-epochs.controller.js';
import { ShowEpochsHandler } from './show-epochs/show-epochs.handler.js';
import { ShowSessionController } from './show-session/show-session.controller.js';
import { ShowSessionHandler } from './show-session/show-session.handler.js';
import { SignInAdminController } from './sign-in-admin/sign-in-admin.controller.js';
import { SignInAdminHandler } from './sign-in-admin/sign-in-admin.handler.js';
import { StartSessionController } from './start-session/start-session.controller.js';
import { StartSessionHandler } from './start-session/start-session.handler.js';
import { AccessGuard } from './auth/access.guard.js';

/** What the service can do. Routes with a fixed word come before those with a parameter in its place. */
const CONTROLLERS: Array<Type<unknown>> = [
  StartSessionController,
  RefreshSessionController,
  LogOutController,
  RevokeEverySessionController,
  ShowSessionController,
  RevokeSessionController,
  ListUserSessionsController,
  ShowEpochsController,
  RevokeUserSessionsController,
  IntrospectTokenController,
  ListMySessionsController,
  RevokeMyOtherSessionsController,
  RevokeMySessionController,
  IssuePushTicketController,
  SignInAdminController,
  IssueAdminCodeController,
  RotateSigningKeysController,
  ListJobsController,
  PublishKeySetController,
];

const HANDLERS: Provider[] = [
  StartSessionHandler,
  RefreshSessionHandler,
  LogOutHandler,
  ShowSessionHandler,
  RevokeSessionHandler,
  ListUserSessionsHandler,
  ShowEpochsHandler,
  RevokeUserSessionsHandler,
  RevokeEverySessionHandler,
  IntrospectTokenHandler,
  SignInAdminHandler,
  IssueAdminCodeHandler,
  RotateSigningKeysHandler,
  ListJobsHandler,
];

export class SessionApiModule {
  /** `parts`: what the handlers inject, composed by `start.ts`. */
  static of(engine: Engine, nowMs: () => number, parts: ReadonlyMap<symbol, object>): DynamicModule {
    return {
      module: SessionApiModule,
      imports: [EngineModule.of(engine, nowMs), CqrsModule.forRoot()],
      controllers: CONTROLLERS,
      providers: [
        ...HANDLERS,
        ...[...parts].map(([provide, useValue]) => ({ provide, useValue })),
        { provide: APP_GUARD, useClass: AccessGuard },
      ],
    };
  }
}
