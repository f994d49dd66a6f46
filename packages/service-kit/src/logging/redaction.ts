/** Fields whose value never reaches a log, whatever they hold and however deep they lie. Compared in lower case, without `-` and `_`. */
const SECRET_FIELDS = new Set([
  'authorization',
  'proxyauthorization',
  'cookie',
  'cookies',
  'setcookie',
  'refreshtoken',
  'accesstoken',
  'token',
  'ticket',
  'servicekey',
  'masterkey',
  'masterkeys',
  'keysealingkey',
  'key',
  'privatekey',
  'sealedprivatekey',
  'secret',
  'salt',
  'password',
  'code',
]);

/** A stable code of ours or of Node (`SESSION_ENDED`, `ECONNREFUSED`): not a one-time code, which is in lower case. */
const STABLE_CODE = /^[A-Z][A-Z0-9_]*$/;

/** Tokens and keys by their look, for where one stands inside a longer text: a message, a stack, an address. */
const SECRET_TEXT =
  /\b(?:rt1|st1|sk1)\.[A-Za-z0-9._~%-]{8,}|\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]*)?|\bbearer\s+[^\s"',]+/gi;

export const REDACTED = '[redacted]';
const MAX_DEPTH = 6;

export function redactText(text: string): string {
  return text.replace(SECRET_TEXT, REDACTED);
}

/** A copy without secrets. Deeper than any log line of ours it says `[deep]`. */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redactText(value);
  return typeof value === 'object' && value !== null ? redactObject(value, depth) : value;
}

function redactObject(value: object, depth: number): unknown {
  if (depth >= MAX_DEPTH) return '[deep]';
  if (value instanceof Error) return redactError(value, depth);
  if (ArrayBuffer.isView(value)) return '[binary]';
  if (Array.isArray(value)) return value.map((item) => redact(item, depth + 1));
  return redactFields(Object.entries(value), depth);
}

/** For a log line's own fields. */
export function redactLine(line: Record<string, unknown>): Record<string, unknown> {
  return redactFields(Object.entries(line), 0);
}

function redactFields(entries: ReadonlyArray<readonly [string, unknown]>, depth: number): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  for (const [name, value] of entries) copy[name] = isSecret(name, value) ? REDACTED : redact(value, depth + 1);
  return copy;
}

function isSecret(name: string, value: unknown): boolean {
  const plain = name.toLowerCase().replace(/[-_]/g, '');
  if (!SECRET_FIELDS.has(plain) || value === undefined) return false;
  return !(plain === 'code' && typeof value === 'string' && STABLE_CODE.test(value));
}

function redactError(error: Error, depth: number): Record<string, unknown> {
  const own = Object.entries(error).filter(([name]) => name !== 'stack' && name !== 'message');
  return {
    type: error.name,
    message: redactText(error.message),
    stack: redactText(error.stack ?? ''),
    ...redactFields(own, depth),
    ...(error.cause === undefined ? {} : { cause: redact(error.cause, depth + 1) }),
  };
}
