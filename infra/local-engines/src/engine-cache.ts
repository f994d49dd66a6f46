import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SECANTUS_VERSION = '0.5.3-beta.196';
const KAFKA_VERSION = '4.1.1';
const CLUSTER_ID = 'AtlasNodeLocalEngine01';
/** Soon up rather than fast for long: a start takes half the processor time so. */
export const JAVA_OPTIONS = ['-Xmx512m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];

type Progress = (line: string) => void;

/** Built once for every clone on this machine. */
function cacheFolder(): string {
  const base = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  return process.env['ATLAS_ENGINES_CACHE'] ?? join(base, 'atlasnode-engines');
}

const kafkaFolder = (): string => join(cacheFolder(), `kafka-${KAFKA_VERSION}`);
const secantusFolder = (): string => join(cacheFolder(), `secantus-${SECANTUS_VERSION}`);
const secantusFile = (): string => join(secantusFolder(), 'bin', 'secantusd-rs');

export const hasKafkaLibraries = (): boolean => existsSync(kafkaFolder());
export const hasSecantusProgram = (): boolean => existsSync(secantusFile());

/** The folder with a broker's jars; fetched from Maven Central at first. */
export async function kafkaLibraries(progress: Progress): Promise<string> {
  const folder = kafkaFolder();
  if (hasKafkaLibraries()) return folder;
  progress(`Fetching Apache Kafka ${KAFKA_VERSION} from Maven Central (about 20 s, once per machine) …`);
  const pom = join(dirname(dirname(fileURLToPath(import.meta.url))), 'kafka', 'pom.xml');
  await madeAside(folder, (aside) =>
    run('mvn', ['-q', '-B', '-f', pom, 'dependency:copy-dependencies', `-DoutputDirectory=${aside}`]),
  );
  return folder;
}

/** The logs of a node 1 that never ran, to be copied: formatting them anew costs seconds at each start. */
export async function formattedKafkaLogs(libraries: string): Promise<string> {
  const folder = join(cacheFolder(), `kafka-${KAFKA_VERSION}-formatted`);
  if (!existsSync(folder)) await madeAside(folder, (aside) => formatKafkaLogs(libraries, aside));
  return join(folder, 'logs');
}

async function formatKafkaLogs(libraries: string, folder: string): Promise<void> {
  const properties = join(folder, 'format.properties');
  const role = 'process.roles=controller\nnode.id=1\ncontroller.quorum.voters=1@127.0.0.1:9093';
  const listener = 'listeners=CONTROLLER://127.0.0.1:9093\ncontroller.listener.names=CONTROLLER';
  writeFileSync(properties, `${role}\n${listener}\nlog.dirs=${join(folder, 'logs')}\n`);
  const tool = ['-cp', `${libraries}/*`, 'kafka.tools.StorageTool', 'format', '-t', CLUSTER_ID, '-c', properties];
  await run('java', [...JAVA_OPTIONS, ...tool]);
}

/** The MongoDB-protocol server's program; compiled from the Rust package registry at first. */
export async function secantusProgram(progress: Progress): Promise<string> {
  if (hasSecantusProgram()) return secantusFile();
  progress(
    `Compiling SecantusDB ${SECANTUS_VERSION}, the MongoDB-protocol server (4 to 8 minutes, once per machine) …`,
  );
  const version = ['--version', SECANTUS_VERSION, '--locked', '--ignore-rust-version'];
  await madeAside(secantusFolder(), (aside) => run('cargo', ['install', 'secantus-mdb', ...version, '--root', aside]));
  return secantusFile();
}

/** Made under another name and then renamed, so that a folder that is there is whole. */
async function madeAside(folder: string, make: (aside: string) => Promise<void>): Promise<void> {
  const aside = `${folder}.${process.pid}`;
  rmSync(aside, { recursive: true, force: true });
  mkdirSync(aside, { recursive: true });
  try {
    await make(aside);
    // Another process may have been making the same: its folder is as good, and somebody may be using it.
    if (!existsSync(folder)) renameSync(aside, folder);
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

function run(command: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let tail = '';
    const keep = (chunk: Buffer): void => {
      tail = (tail + chunk.toString()).slice(-4_000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', reject);
    child.on('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${command} ended with ${String(code)}:\n${tail}`));
    });
  });
}
