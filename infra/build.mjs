import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bootstrap, root, run } from './bootstrap.mjs';

const bundles = [
  {
    name: 'browser SDK',
    folder: 'packages/session-browser',
    output: 'dist/bundle',
    inputs: ['packages/session-browser', 'packages/session-events/src', 'pnpm-lock.yaml'],
  },
  {
    name: 'admin console',
    folder: 'services/admin-console',
    output: 'dist/page',
    inputs: ['services/admin-console', 'packages/session-browser/src', 'packages/session-events/src', 'pnpm-lock.yaml'],
  },
  {
    name: 'demo application',
    folder: 'examples/web-app',
    output: 'dist/page',
    inputs: ['examples/web-app', 'packages/session-browser/src', 'packages/session-events/src', 'pnpm-lock.yaml'],
  },
];

/** Compiles every package and bundles what browsers load; a second or less where nothing changed. */
export async function build() {
  const code = await run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-b', 'tsconfig.json']);
  if (code !== 0) return code;
  for (const bundle of bundles) {
    const failed = await buildBundle(bundle);
    if (failed) return failed;
  }
  return 0;
}

async function buildBundle({ name, folder, output, inputs }) {
  const stampFile = join(root, folder, 'dist', `${output.replaceAll('/', '-')}.stamp`);
  const stamp = fingerprint(inputs);
  if (existsSync(join(root, folder, output)) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) {
    return 0;
  }
  process.stdout.write(`Bundling the ${name} …\n`);
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  // CI: else its progress fills a terminal with control characters.
  const env = { ...process.env, CI: 'true' };
  const code = await run(process.execPath, [vite, 'build', '--logLevel', 'warn'], { cwd: join(root, folder), env });
  if (code !== 0) return code;
  mkdirSync(dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, stamp);
  return 0;
}

function fingerprint(inputs) {
  const hash = createHash('sha256');
  for (const input of inputs) {
    for (const file of filesOf(join(root, input))) hash.update(file).update(readFileSync(file));
  }
  return hash.digest('hex');
}

function filesOf(path) {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .filter((name) => name !== 'dist' && name !== 'node_modules')
    .toSorted()
    .flatMap((name) => filesOf(join(path, name)));
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await bootstrap();
  process.exitCode = await build();
}
