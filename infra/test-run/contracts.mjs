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

const engines = ['embedded (file)', 'embedded (memory)'];

const contractTitle = /^contract: (?<port>.+) on (?<engine>.+)$/;

/** What the title of a contract case begins with, for `--testNamePattern`. */
export const contractPattern = '^\\s*contract: ';

/** How many contract cases each engine ran of each port, and one case per port: every engine ran some. */
export function tallyContracts(cases) {
  const tally = new Map(ports.map((port) => [port, new Map(engines.map((engine) => [engine, 0]))]));
  for (const each of cases) {
    const contract = contractOf(each);
    if (contract === undefined || each.status === 'skipped') continue;
    const ofPort = tally.get(contract.port) ?? new Map();
    ofPort.set(contract.engine, (ofPort.get(contract.engine) ?? 0) + 1);
    tally.set(contract.port, ofPort);
  }
  // An engine that runs one port's contract promises to run all of them.
  const seen = new Set([...tally.values()].flatMap((ofPort) => [...ofPort.keys()]));
  const covered = [...tally].map(([port, ofPort]) => ({
    title: `every engine runs the contract of the ${port}`,
    around: [],
    status: [...seen].every((engine) => ofPort.get(engine) > 0) ? 'passed' : 'failed',
  }));
  return { tally, engines: [...seen], covered };
}

function contractOf({ around }) {
  return around?.map((title) => contractTitle.exec(title)?.groups).find((groups) => groups !== undefined);
}
