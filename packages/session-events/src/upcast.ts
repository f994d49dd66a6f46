/** An older event's data in the form of the next version of its type. */
type Upcaster = (data: unknown) => { readonly type: string; readonly data: unknown };

/** By the type that is read, e.g. `com.atlasnode.session.created.v1` → v2. Every version released so far is the present one. */
const UPCASTERS: Readonly<Record<string, Upcaster>> = {};

/** Lifts an event's data to today's version, step by step. An unknown type is returned as it is: the schema refuses it. */
export function upcast(type: string, data: unknown): { readonly type: string; readonly data: unknown } {
  let current = { type, data };
  for (let step = UPCASTERS[current.type]; step !== undefined; step = UPCASTERS[current.type])
    current = { ...step(current.data) };
  return current;
}
