/** What this program says on standard output: its help, its banner, a code. */
export function say(text: string): void {
  process.stdout.write(text);
}
