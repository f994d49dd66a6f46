import type { DynamicModule } from '@nestjs/common';
import { EngineModule } from '@atlasnode/service-kit';
import type { Engine } from '@atlasnode/session-engine';
import type { Verifier } from '@atlasnode/session-verifier';
import { AdminGuard } from './access/admin.guard.js';
import { VERIFIER } from './access/verifier.token.js';
import { CountEventsController } from './count-events/count-events.controller.js';
import { ExportEventsController } from './export-events/export-events.controller.js';
import { ListSessionsController } from './list-sessions/list-sessions.controller.js';
import { ProjectionLagController } from './projection-lag/projection-lag.controller.js';
import { SearchEventsController } from './search-events/search-events.controller.js';
import { SessionTimelineController } from './session-timeline/session-timeline.controller.js';
import { VerifyChainsController } from './verify-chains/verify-chains.controller.js';

export class AuditApiModule {
  static of(parts: {
    readonly engine: Engine;
    readonly verifier: Verifier;
    readonly nowMs: () => number;
  }): DynamicModule {
    return {
      module: AuditApiModule,
      imports: [EngineModule.of(parts.engine, parts.nowMs)],
      controllers: [
        ListSessionsController,
        SessionTimelineController,
        SearchEventsController,
        CountEventsController,
        ExportEventsController,
        VerifyChainsController,
        ProjectionLagController,
      ],
      providers: [{ provide: VERIFIER, useValue: parts.verifier }, AdminGuard],
    };
  }
}
