/** Every port of session-engine; a port without a contract suite is a promise nobody checks. */
const ports = [
  'commit store',
  'directory',
  'event log',
  'revocation channel',
  'job scheduler',
  'audit store',
  'key store',
];

const engines = ['embedded (file)', 'embedded (:memory:)', 'distributed'];

const contractTitle = /^contract: (?<port>.+) on (?<engine>.+)$/;

/** What the title of a contract case begins with, for `--testNamePattern`. */
export const contractPattern = '^\\s*contract: ';

/** How many contract cases each engine ran of each port, and one case per port: every engine that can be had here ran some. */
export function tallyContracts(cases) {
  const contracts = cases.map((each) => ({ ...each, ...contractOf(each) })).filter(({ port }) => port !== undefined);
  // An engine that runs one port's contract promises to run all of them.
  const seen = new Set([...engines, ...contracts.map(({ engine }) => engine)]);
  const absent = new Set([...seen].filter((engine) => isAbsent(contracts.filter((each) => each.engine === engine))));
  const ran = (port, engine) =>
    contracts.filter((each) => each.port === port && each.engine === engine && each.status !== 'skipped').length;
  const tally = new Map(
    [...new Set([...ports, ...contracts.map(({ port }) => port)])].map((port) => [
      port,
      new Map([...seen].map((engine) => [engine, absent.has(engine) ? 'skipped' : ran(port, engine)])),
    ]),
  );
  const covered = [...tally].map(([port, ofPort]) => ({
    title: `every engine runs the contract of the ${port}`,
    around: [],
    status: [...seen].every((engine) => absent.has(engine) || ofPort.get(engine) > 0) ? 'passed' : 'failed',
  }));
  return { tally, engines: [...seen], covered };
}

/** Its programs cannot be had on this machine: every case was left out, and says why. */
function isAbsent(ofEngine) {
  return ofEngine.length > 0 && ofEngine.every(({ status, why }) => status === 'skipped' && why !== undefined);
}

function contractOf({ around }) {
  return around?.map((title) => contractTitle.exec(title)?.groups).find((groups) => groups !== undefined);
}
