import { socketIoTransport } from '../push/socketio-transport.js';
import type { Environment, EnvironmentSignal, HttpAnswer } from './environment.js';
import { watchSleep } from './sleep-watch.js';

const REQUEST_TIMEOUT_MS = 10_000;
const INPUTS = ['keydown', 'pointerdown', 'touchstart', 'wheel'] as const;

/** The browser this runs in. */
export function browserEnvironment(): Environment {
  return {
    nowMs: () => Date.now(),
    random: () => Math.random(),
    after(delayMs, run) {
      const timer = setTimeout(run, delayMs);
      return () => clearTimeout(timer);
    },
    request,
    isHidden: () => document.visibilityState === 'hidden',
    isOnline: () => navigator.onLine,
    watch,
    onInput,
    openChannel,
    memory: { get: recall, set: remember },
    push: socketIoTransport,
  };
}

/** `keepalive`: a refresh that was sent as the page was left is answered all the same, and its cookies are kept. */
async function request(method: 'GET' | 'POST', url: string, body?: object): Promise<HttpAnswer> {
  const response = await fetch(url, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    credentials: 'same-origin',
    cache: 'no-store',
    keepalive: true,
    signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
  });
  const text = await response.text();
  const dateMs = Date.parse(response.headers.get('date') ?? '');
  const retryAfterMs = Number(response.headers.get('retry-after') ?? Number.NaN) * 1_000;
  return {
    status: response.status,
    body: parse(text),
    ...(Number.isNaN(dateMs) ? {} : { dateMs }),
    ...(Number.isNaN(retryAfterMs) ? {} : { retryAfterMs }),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function watch(listener: (signal: EnvironmentSignal) => void): () => void {
  const aborter = new AbortController();
  const { signal } = aborter;
  const stopSleepWatch = watchSleep(
    () => Date.now(),
    () => listener('resumed'),
  );
  document.addEventListener(
    'visibilitychange',
    () => listener(document.visibilityState === 'hidden' ? 'hidden' : 'visible'),
    { signal },
  );
  addEventListener('online', () => listener('online'), { signal });
  addEventListener('offline', () => listener('offline'), { signal });
  // Back from the back/forward cache: connections were cut without a word.
  addEventListener('pageshow', (event) => event.persisted && listener('resumed'), { signal });
  return () => {
    stopSleepWatch();
    aborter.abort();
  };
}

function onInput(listener: () => void): () => void {
  const aborter = new AbortController();
  const onEvent = (event: Event): void => {
    if (event.isTrusted) listener();
  };
  for (const input of INPUTS)
    addEventListener(input, onEvent, { signal: aborter.signal, passive: true, capture: true });
  return () => aborter.abort();
}

function openChannel(name: string, onMessage: (message: unknown) => void) {
  if (!('BroadcastChannel' in globalThis)) return undefined;
  const channel = new BroadcastChannel(name);
  channel.addEventListener('message', (event: MessageEvent<unknown>) => onMessage(event.data));
  return { post: (message: unknown) => channel.postMessage(message), close: () => channel.close() };
}

/** Storage may be forbidden by the browser's settings: then activity is forgotten with each page. */
function recall(key: string): string | undefined {
  try {
    return sessionStorage.getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
}

function remember(key: string, value: string | undefined): void {
  try {
    if (value === undefined) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, value);
  } catch {
    return;
  }
}
