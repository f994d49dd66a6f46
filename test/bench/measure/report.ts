import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';

export interface Row {
  /** What was measured, with its unit. */
  readonly measured: string;
  readonly ours: number;
  /** What a user would pick instead, in the same run. Absent where there is none. */
  readonly compared?: { readonly name: string; readonly value: number };
  /** Ours against the compared, so that more is better. */
  readonly ratio?: number;
  readonly target?: { readonly wanted: string; readonly met: boolean };
}

export interface Report {
  readonly name: string;
  /** What was done, in a sentence or two. */
  readonly how: string;
  readonly sizes: Readonly<Record<string, number | string>>;
  readonly rows: readonly Row[];
}

/** From `dist` as it is run: the results stand beside the sources. */
const RESULTS = join(import.meta.dirname, '../../results');

/** Writes `results/<name>.json` and `results/<name>.md`, and prints the table. */
export function writeReport(report: Report): void {
  mkdirSync(RESULTS, { recursive: true });
  const machine = machineFacts();
  const measuredAt = new Date().toISOString();
  writeFileSync(
    join(RESULTS, `${report.name}.json`),
    `${JSON.stringify({ ...report, measuredAt, machine }, undefined, 2)}\n`,
  );
  const markdown = [
    `# ${report.name}`,
    report.how,
    `Sizes: ${Object.entries(report.sizes)
      .map(([name, value]) => `${name} ${value}`)
      .join(
        ', ',
      )}. Machine: ${machine.cpus} × ${machine.model}, ${machine.memoryGiB} GiB, Node ${machine.node}, load ${machine.load} before. ${measuredAt}`,
    table(report.rows),
  ].join('\n\n');
  writeFileSync(join(RESULTS, `${report.name}.md`), `${markdown}\n`);
  process.stdout.write(`${table(report.rows)}\n\n`);
}

function table(rows: readonly Row[]): string {
  const lines = rows.map(({ measured, ours, compared, ratio, target }) => {
    const other = compared === undefined ? '–' : `${compared.value} (${compared.name})`;
    const verdict = target === undefined ? '–' : `${target.wanted}: ${target.met ? 'met' : 'not met'}`;
    return `| ${measured} | ${ours} | ${other} | ${ratio ?? '–'} | ${verdict} |`;
  });
  return ['| measured | ours | compared | ratio | target |', '| --- | --- | --- | --- | --- |', ...lines].join('\n');
}

const [loadAtStart] = loadavg();

function machineFacts() {
  const [cpu] = cpus();
  return {
    cpus: cpus().length,
    model: cpu?.model.trim() ?? 'unknown',
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.versions.node,
    load: Number((loadAtStart ?? 0).toFixed(1)),
  };
}

/** The processor time a process has used so far, in seconds; Linux counts it in hundredths. */
export function cpuSecondsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name in parentheses may hold spaces; utime and stime are the 12th and 13th fields after it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
