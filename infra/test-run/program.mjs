import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../bootstrap.mjs';

const heartbeatMs = 30_000;
const running = new Set();

for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => endEverything(signal));

/** Each program leads its own process group, so that what it started in turn (workers, services, browsers) ends with it. */
function endEverything(signal) {
  for (const child of running) endGroup(child, signal);
  setTimeout(() => {
    for (const child of running) endGroup(child, 'SIGKILL');
    process.exit(130);
  }, 1_000);
}

function endGroup(child, signal) {
  try {
    process.kill(-child.pid, signal);
  } catch {
    // Gone already.
  }
}

/** Path of a program that a dependency of the workspace brings. */
export const tool = (path) => join(root, 'node_modules', path);

/**
 * Runs a Node program and resolves to its exit code and, with `capture`, its standard output. A program that is silent for long
 * is not dead: a line says so every half minute.
 */
export function runNode(args, { label, capture = false, env = {} }) {
  const startedAt = Date.now();
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      detached: true,
      stdio: ['ignore', capture ? 'pipe' : 'inherit', 'inherit'],
      env: { ...process.env, ...env },
    });
    running.add(child);
    const heartbeat = setInterval(() => {
      process.stdout.write(`… ${label}: ${seconds(Date.now() - startedAt)} so far\n`);
    }, heartbeatMs);
    let output = '';
    child.stdout?.setEncoding('utf8').on('data', (chunk) => (output += chunk));
    child.on('close', (code, signal) => {
      clearInterval(heartbeat);
      running.delete(child);
      resolve({ code: signal === null ? code : 1, output });
    });
  });
}

export function seconds(ms) {
  return `${(ms / 1000).toFixed(1)} s`;
}
