/** What this engine itself has written as JSON text. */
export function parseStored<Stored>(text: string): Stored {
  return JSON.parse(text) as Stored;
}
