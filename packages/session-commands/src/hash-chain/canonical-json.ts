import canonicalize from 'canonicalize';

/**
 * Canonical JSON (RFC 8785). `JSON.stringify` writes numbers and strings as the RFC asks, so sorting the keys first does a third of
 * the work of the general library. That is left with what the shortcut can't say: lone surrogates, which it refuses.
 */
export function canonicalJson(value: unknown): string {
  const text = JSON.stringify(sorted(value));
  if (!/\\ud[89a-f]/.test(text)) return text;
  const canonical = canonicalize(value);
  if (canonical === undefined) throw new TypeError('not a JSON value');
  return canonical;
}

/** No key of an event is a whole number: those would jump the order. */
function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(sorted);
  const record = value as Readonly<Record<string, unknown>>;
  const inOrder: Record<string, unknown> = {};
  // RFC 8785 §3.2.3: by UTF-16 code units, which is what `sort` compares.
  for (const key of Object.keys(record).toSorted()) inOrder[key] = sorted(record[key]);
  return inOrder;
}
