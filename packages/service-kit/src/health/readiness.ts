import type { Engine, EngineHealth } from '@atlasnode/session-engine';

export interface PartHealth {
  /** e.g. `commit store`, `clock`. */
  readonly part: string;
  readonly ok: boolean;
  /** What is wrong and what to do. */
  readonly detail?: string;
}

/** One thing that must be well for the service to take requests. A throw counts as not well. */
export interface ReadinessCheck {
  readonly part: string;
  check(): Promise<Omit<PartHealth, 'part'>> | Omit<PartHealth, 'part'>;
}

export interface Readiness {
  parts(): Promise<readonly PartHealth[]>;
  /** From now on not ready: the service is going down. */
  leave(): void;
}

export function createReadiness(
  engine: Pick<Engine, 'health'> | undefined,
  checks: readonly ReadinessCheck[],
): Readiness {
  let leaving = false;
  return {
    leave() {
      leaving = true;
    },
    async parts() {
      if (leaving) return [{ part: 'service', ok: false, detail: 'is shutting down' }];
      const own = await Promise.all(checks.map(runCheck));
      return [...(await engineParts(engine)), ...own];
    },
  };
}

async function engineParts(engine: Pick<Engine, 'health'> | undefined): Promise<readonly EngineHealth[]> {
  if (engine === undefined) return [];
  try {
    return await engine.health();
  } catch {
    return [{ part: 'engine', ok: false, detail: 'could not be asked' }];
  }
}

async function runCheck(check: ReadinessCheck): Promise<PartHealth> {
  try {
    return { part: check.part, ...(await check.check()) };
  } catch {
    return { part: check.part, ok: false, detail: 'could not be asked' };
  }
}
