import type { ServiceMetrics } from '@atlasnode/service-kit';
import type { Swept } from './expiry/sweep.js';

export interface WorkerMetrics {
  swept(swept: Swept): void;
  outcome(outcome: string): void;
  failure(): void;
  overtakenEnded(): void;
  recovered(jobs: number): void;
}

export function workerMetrics(metrics: ServiceMetrics): WorkerMetrics {
  const due = metrics.gauge('atlas_expiry_due_sessions', 'Due sessions that the latest sweep found.');
  const oldest = metrics.gauge(
    'atlas_expiry_oldest_due_seconds',
    'How long the most overdue session has been waiting.',
  );
  const outcomes = metrics.counter('atlas_expiry_outcomes_total', 'What became of sessions that were looked at.', [
    'outcome',
  ]);
  const overtaken = metrics.counter(
    'atlas_overtaken_sessions_ended_total',
    'Sessions below an epoch that were given their end event.',
  );
  const recovered = metrics.counter('atlas_overtaken_jobs_recovered_total', 'Jobs found again in the directory.');
  return {
    swept({ due: found, oldestMs }) {
      due.set(found);
      oldest.set(oldestMs / 1_000);
    },
    outcome: (outcome) => outcomes.inc({ outcome }),
    failure: () => outcomes.inc({ outcome: 'failed' }),
    overtakenEnded: () => overtaken.inc(),
    recovered: (jobs) => recovered.inc(jobs),
  };
}
