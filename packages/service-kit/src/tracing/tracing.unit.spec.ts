import { AsyncLocalStorage } from 'node:async_hooks';
import { context, propagation, ROOT_CONTEXT, trace, type Context, type ContextManager } from '@opentelemetry/api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { continueTrace, currentTraceparent, inSpan } from './tracing.js';

const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

/** What an OpenTelemetry SDK brings, as little of it as there can be. */
const storage = new AsyncLocalStorage<Context>();
const contextManager: ContextManager = {
  active: () => storage.getStore() ?? ROOT_CONTEXT,
  with: (active, run, self, ...args) => storage.run(active, () => run.apply(self, args)),
  bind: (_active, target) => target,
  enable: () => contextManager,
  disable: () => contextManager,
};

beforeAll(() => {
  context.setGlobalContextManager(contextManager);
  propagation.setGlobalPropagator({
    inject: () => undefined,
    fields: () => ['traceparent'],
    extract: (active, carrier) => {
      const [, traceId = '', spanId = '', flags = ''] = String(
        (carrier as Record<string, string>)['traceparent'],
      ).split('-');
      return trace.setSpanContext(active, { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true });
    },
  });
});
afterAll(() => {
  context.disable();
  propagation.disable();
});

test('what a message carries is what is written on, across awaits', async () => {
  const seen = await continueTrace(TRACEPARENT, async () => {
    await Promise.resolve();
    return inSpan('spec', {}, async () => Promise.resolve(currentTraceparent()));
  });
  expect(seen).toBe(TRACEPARENT);
});

test('where nothing traces, nothing is written', () => {
  expect(currentTraceparent()).toBeUndefined();
  expect(continueTrace(undefined, () => currentTraceparent())).toBeUndefined();
});

test('an error in a span reaches the caller', async () => {
  await expect(inSpan('spec', {}, () => Promise.reject(new Error('inside')))).rejects.toThrow('inside');
});
