/** What this engine wrote as JSON itself, and so knows the type of. */
export function parseStored<Value>(body: string): Value {
  const parsed: unknown = JSON.parse(body);
  return parsed as Value;
}
