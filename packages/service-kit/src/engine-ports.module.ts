import type { DynamicModule, Provider } from '@nestjs/common';
import type { Engine } from '@atlasnode/session-engine';
import {
  AUDIT_STORE,
  CLOCK,
  COMMIT_STORE,
  DIRECTORY,
  ENGINE,
  EVENT_LOG,
  JOB_SCHEDULER,
  KEY_STORE,
  REVOCATION_CHANNEL,
} from './tokens.js';

/** The ports of one opened engine, for every module, by token. */
export class EngineModule {
  static of(engine: Engine, nowMs: () => number = Date.now): DynamicModule {
    const providers: Provider[] = [
      { provide: ENGINE, useValue: engine },
      { provide: COMMIT_STORE, useValue: engine.commits },
      { provide: DIRECTORY, useValue: engine.directory },
      { provide: EVENT_LOG, useValue: engine.eventLog },
      { provide: REVOCATION_CHANNEL, useValue: engine.revocations },
      { provide: JOB_SCHEDULER, useValue: engine.jobs },
      { provide: AUDIT_STORE, useValue: engine.audit },
      { provide: KEY_STORE, useValue: engine.keys },
      { provide: CLOCK, useValue: nowMs },
    ];
    return { module: EngineModule, global: true, providers, exports: providers };
  }
}
