import { seconds } from './program.mjs';

const width = 22;

/** Prints what ran; the last line is the plain sum. Returns whether nothing failed. */
export function summarize(parts, contracts) {
  const lines = ['', 'What ran', ...parts.map(partLine)];
  if (contracts !== undefined) lines.push('', ...contractTable(contracts));
  const cases = [...parts.flatMap((part) => part.cases), ...(contracts?.covered ?? [])];
  lines.push(...named('Skipped', withStatus(cases, 'skipped')), ...named('Failed', withStatus(cases, 'failed')));
  process.stdout.write(`${lines.join('\n')}\n\n${sum(cases)}\n`);
  return withStatus(cases, 'failed').length === 0;
}

function partLine({ name, cases, tookMs }) {
  const files = new Set(cases.map((each) => each.file).filter(Boolean)).size;
  const inFiles = files > 0 ? ` in ${files} files` : '';
  return `  ${name.padEnd(width)}${cases.length === 0 ? 'nothing to run' : sum(cases) + inFiles}, ${seconds(tookMs)}`;
}

function contractTable({ tally, engines }) {
  const row = (first, cells) => `  ${first.padEnd(width)}${cells.map((cell) => String(cell).padStart(20)).join('')}`;
  return [
    'Contract cases of each port, by engine',
    row('', engines),
    ...[...tally].map(([port, ofPort]) =>
      row(
        port,
        engines.map((engine) => ofPort.get(engine) ?? 0),
      ),
    ),
  ];
}

function named(heading, cases) {
  if (cases.length === 0) return [];
  return ['', heading, ...cases.filter(({ why }) => why === undefined).map(caseLine), ...reasonLines(cases)];
}

function caseLine({ around = [], title, file }) {
  const where = file === undefined ? '' : `${file}: `;
  return `  ${where}${[...around, title].filter((each) => each !== '').join(' › ')}`;
}

/** What is missing may cost hundreds of cases: they are counted by the files they stand in. */
function reasonLines(cases) {
  const reasons = new Set(cases.map(({ why }) => why).filter((why) => why !== undefined));
  return [...reasons].map((reason) => {
    const left = cases.filter(({ why }) => why === reason);
    const files = [...new Set(left.map(({ file }) => file))].join(', ');
    return `  ${left.length} cases in ${files}: ${reason}`;
  });
}

function sum(cases) {
  const skipped = withStatus(cases, 'skipped').length;
  const counts = `${withStatus(cases, 'passed').length} passed, ${withStatus(cases, 'failed').length} failed`;
  return skipped === 0 ? counts : `${counts}, ${skipped} skipped`;
}

function withStatus(cases, status) {
  return cases.filter((each) => each.status === status);
}
