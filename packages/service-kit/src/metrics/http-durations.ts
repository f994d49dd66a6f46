import type { Histogram } from 'prom-client';
import type { ServiceMetrics } from './service-metrics.js';

const BUCKETS_SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];

export interface HttpDurations {
  observe(method: string, route: string, status: number, seconds: number): void;
}

/** The route's pattern is the label, never the address: an address holds ids, and there are too many of them. */
export function httpDurations(metrics: ServiceMetrics): HttpDurations {
  const histogram: Histogram<'method' | 'route' | 'status'> = metrics.histogram(
    'http_request_duration_seconds',
    'Time from a request being read to its answer being sent.',
    BUCKETS_SECONDS,
    ['method', 'route', 'status'],
  );
  return { observe: (method, route, status, seconds) => histogram.observe({ method, route, status }, seconds) };
}
