import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { hasKafkaLibraries, hasSecantusProgram } from './engine-cache.js';

/** A program that is missing, and the command that installs it: one line each. */
export interface Missing {
  readonly program: string;
  readonly install: string;
}

interface Requirement extends Missing {
  /** What it was needed for is there already. */
  readonly done?: () => boolean;
}

const REQUIRED: readonly Requirement[] = [
  { program: 'java', install: 'apt-get install -y openjdk-17-jdk-headless' },
  { program: 'redis-server', install: 'apt-get install -y redis-server' },
  { program: 'mvn', install: 'apt-get install -y maven', done: hasKafkaLibraries },
  {
    program: 'cargo',
    install: "curl https://sh.rustup.rs -sSf | sh -s -- -y (Rust 1.90 or newer; the distribution's may be too old)",
    done: hasSecantusProgram,
  },
  { program: 'cmake', install: 'apt-get install -y cmake', done: hasSecantusProgram },
  { program: 'cc', install: 'apt-get install -y build-essential', done: hasSecantusProgram },
];

/** What starting the engines needs and this machine lacks. Empty: they can be had. */
export function missingRequirements(): readonly Missing[] {
  return REQUIRED.filter(({ program, done }) => !(done?.() ?? false) && !onPath(program)).map(
    ({ program, install }) => ({ program, install }),
  );
}

export function describeMissing(missing: readonly Missing[]): string {
  return missing.map(({ program, install }) => `${program} is missing: ${install}`).join('\n');
}

function onPath(program: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => isExecutable(join(folder, program)));
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
