import { readdir } from 'node:fs/promises';

/** A bench is a file `<name>.bench.ts` here that exports `run`, which measures and writes its own result. */
interface Bench {
  run(): Promise<void>;
}

const suffix = '.bench.js';
const known = (await readdir(import.meta.dirname))
  .filter((file) => file.endsWith(suffix))
  .map((file) => file.slice(0, -suffix.length));
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !known.includes(name));

if (unknown.length > 0) {
  process.stderr.write(`There is no bench ${unknown.join(', ')}; there are: ${known.join(', ') || 'none yet'}.\n`);
  process.exitCode = 1;
} else {
  for (const name of asked.length > 0 ? asked : known) {
    process.stdout.write(`── ${name}\n`);
    const bench = (await import(new URL(`./${name}${suffix}`, import.meta.url).href)) as Bench;
    await bench.run();
  }
}
