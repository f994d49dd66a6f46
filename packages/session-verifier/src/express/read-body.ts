export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function textIn(value: unknown, name: string): string | undefined {
  const member = isRecord(value) ? value[name] : undefined;
  return typeof member === 'string' ? member : undefined;
}

export function numberIn(value: unknown, name: string): number | undefined {
  const member = isRecord(value) ? value[name] : undefined;
  return typeof member === 'number' && Number.isFinite(member) ? member : undefined;
}

/** The stable code of a problem of the session API. */
export function readProblemCode(value: unknown): string | undefined {
  const code = textIn(value, 'code');
  return code !== undefined && /^[A-Z][A-Z0-9_]{1,63}$/.test(code) ? code : undefined;
}
