// Plain Node, no dependency: this runs before anything is installed.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, 'node_modules');
const stampFile = join(modules, '.atlas-install');
const lockFile = join(root, '.cache', 'install.lock');

/** Makes `node_modules` agree with the lockfile. A few milliseconds where it does already. */
export async function bootstrap() {
  requireNode();
  if (installed()) return;
  await takeLock();
  try {
    if (!installed()) await install();
  } finally {
    rmSync(lockFile, { force: true });
  }
}

function requireNode() {
  const wanted = manifest().engines.node.replace('>=', '');
  const [major, minor] = process.versions.node.split('.').map(Number);
  const [wantedMajor, wantedMinor] = wanted.split('.').map(Number);
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return;
  fail(`AtlasNode Sessions needs Node ${wanted} or newer; this is Node ${process.versions.node}.`);
}

function installed() {
  return existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp();
}

function stamp() {
  const hash = createHash('sha256').update(process.versions.modules);
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', ...manifests()]) {
    hash.update(`\0${file}\0`).update(readFileSync(join(root, file)));
  }
  return hash.digest('hex');
}

function manifests() {
  const inFolders = ['packages', 'services', 'examples', 'infra'].flatMap((folder) =>
    existsSync(join(root, folder)) ? readdirSync(join(root, folder)).map((name) => `${folder}/${name}`) : [],
  );
  return ['.', ...inFolders.toSorted(), 'test']
    .map((folder) => `${folder}/package.json`)
    .filter((file) => existsSync(join(root, file)));
}

async function install() {
  const pnpm = manifest().packageManager;
  process.stdout.write(`Installing dependencies with ${pnpm} (the first time takes about half a minute) …\n`);
  const args = [pnpm, 'install', '--frozen-lockfile', '--prefer-offline'];
  // npx prefers what it has, which may be a list too old to know this version: then once more without.
  const code = (await run('npx', ['--yes', '--prefer-offline', ...args])) && (await run('npx', ['--yes', ...args]));
  if (code !== 0) fail(`Installing the dependencies failed (exit code ${code}); the reason stands above.`);
  mkdirSync(modules, { recursive: true });
  writeFileSync(stampFile, stamp());
}

async function takeLock() {
  mkdirSync(dirname(lockFile), { recursive: true });
  for (let announced = false; ;) {
    try {
      const lock = openSync(lockFile, 'wx');
      writeFileSync(lock, String(process.pid));
      closeSync(lock);
      return;
    } catch (error) {
      if (error.code !== 'EEXIST') fail(`Cannot write ${lockFile}: ${error.message}`);
    }
    if (!holderIsAlive()) rmSync(lockFile, { force: true });
    else if (!announced) announced = process.stdout.write('Another process is installing; waiting for it …\n');
    await sleep(200);
  }
}

function holderIsAlive() {
  try {
    const pid = Number(readFileSync(lockFile, 'utf8'));
    // Between its creation and its first byte the lock is empty: that is a living holder.
    if (pid === 0) return true;
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Runs a program of the workspace with its output shown; resolves to its exit code. */
export function run(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], ...options });
    child.on('error', (error) => {
      process.stderr.write(`${command}: ${error.message}\n`);
      resolve(127);
    });
    child.on('exit', (code, signal) => resolve(signal === null ? code : 1));
  });
}

export function fail(line) {
  process.stderr.write(`${line}\n`);
  process.exit(1);
}

function manifest() {
  return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
}
