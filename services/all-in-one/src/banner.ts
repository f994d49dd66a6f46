import type { RunFacts } from './data-folder/run-file.js';

/** Where everything is, for a person. */
export function banner(facts: RunFacts, folder: string): string {
  const minutes = Math.round((facts.adminCodeExpiresAtMs - Date.now()) / 60_000);
  return `
AtlasNode Sessions is running.

  Demo application  ${facts.demo}
  Admin console     ${facts.console}
  One-time code     ${facts.adminCode}
                    signs the first administrator in at the console, once, within ${minutes} minutes;
                    another one: npm start -- --admin-code
  Data              ${folder}  (log: atlas.log; addresses and keys for scripts: run.json)

Stop with Ctrl-C.
`;
}
