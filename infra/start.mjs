import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bootstrap, fail, root } from './bootstrap.mjs';
import { build } from './build.mjs';

await bootstrap();
process.stdout.write('Building …\n');
if ((await build()) !== 0) fail('The build failed; the reason stands above.');

// In this same process: with a chain of processes a SIGTERM to npm would leave the services running.
await import(pathToFileURL(join(root, 'services/all-in-one/dist/main.js')).href);
