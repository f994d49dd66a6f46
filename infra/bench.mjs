// npm run bench [-- NAME …]: builds, then runs the benches in this process.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bootstrap, fail, root, run } from './bootstrap.mjs';
import { build } from './build.mjs';

await bootstrap();
const tsc = join(root, 'node_modules/typescript/bin/tsc');
if ((await build()) !== 0 || (await run(process.execPath, [tsc, '-b', 'test/bench'])) !== 0)
  fail('The build failed; the reason stands above.');
await import(pathToFileURL(join(root, 'test/bench/dist/main.js')).href);
