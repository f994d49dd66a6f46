import type { ServiceMetrics } from '@atlasnode/service-kit';

export interface ProjectorMetrics {
  stored(events: number): void;
  deadLetter(): void;
  conflict(): void;
  behind(events: number): void;
}

export function projectorMetrics(metrics: ServiceMetrics): ProjectorMetrics {
  const stored = metrics.counter(
    'atlas_audit_events_stored_total',
    'Events written to the audit store, repeats included.',
  );
  const deadLetters = metrics.counter(
    'atlas_audit_dead_letters_total',
    'Events that could not be understood and were put aside.',
  );
  const conflicts = metrics.counter(
    'atlas_audit_conflicting_events_total',
    'Events whose id is stored with another hash: two histories are told. Any above 0 is an alarm.',
  );
  const behind = metrics.gauge('atlas_audit_events_behind', 'Events in the log that are not in the audit store yet.');
  return {
    stored: (events) => stored.inc(events),
    deadLetter: () => deadLetters.inc(),
    conflict: () => conflicts.inc(),
    behind: (events) => behind.set(events),
  };
}
