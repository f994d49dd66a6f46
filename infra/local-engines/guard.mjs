// Runs one program and ends it when whoever started this is gone: its end of our standard input closes even after `kill -9`.
// Called as `node guard.mjs <program> [args]`; the program's pid is written to descriptor 3, apart
// from what the program itself prints. Plain Node, so that it
// runs whether or not anything was built.
import { spawn } from 'node:child_process';
import { closeSync, writeSync } from 'node:fs';

const [program, ...args] = process.argv.slice(2);
if (program === undefined) throw new TypeError('guard: which program?');

const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'], detached: true });
child.on('spawn', () => {
  writeSync(3, String(child.pid));
  closeSync(3);
});
child.on('error', (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(127);
});
child.on('exit', (code) => process.exit(code ?? 1));

process.stdin.resume();
process.stdin.on('end', () => child.kill('SIGKILL'));
process.stdin.on('error', () => child.kill('SIGKILL'));
// The pipes break with the caller; the end of standard input is what counts.
process.stdout.on('error', () => undefined);
process.stderr.on('error', () => undefined);
process.on('SIGTERM', () => child.kill('SIGTERM'));
// A Ctrl-C in the terminal is for the caller, who stops the engines in its own order.
process.on('SIGINT', () => undefined);
