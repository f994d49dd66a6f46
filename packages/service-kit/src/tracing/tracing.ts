import { context, propagation, SpanStatusCode, trace, type Span } from '@opentelemetry/api';

const tracer = trace.getTracer('atlasnode');

/** Runs `work` in a span. Costs next to nothing where no OpenTelemetry SDK was started with the process. */
export async function inSpan<Result>(
  name: string,
  attributes: Readonly<Record<string, string | number | boolean>>,
  work: (span: Span) => Promise<Result>,
): Promise<Result> {
  return tracer.startActiveSpan(name, { attributes }, async (span) => {
    try {
      return await work(span);
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  });
}

/** The W3C `traceparent` of the span that is active, for what leaves the process or is stored; undefined where nothing traces. */
export function currentTraceparent(): string | undefined {
  const active = trace.getSpanContext(context.active());
  if (active === undefined || !trace.isSpanContextValid(active)) return undefined;
  return `00-${active.traceId}-${active.spanId}-${active.traceFlags.toString(16).padStart(2, '0')}`;
}

/** Runs `work` as a child of what a message carries. */
export function continueTrace<Result>(traceparent: string | undefined, work: () => Result): Result {
  if (traceparent === undefined) return work();
  return context.with(propagation.extract(context.active(), { traceparent }), work);
}
