import { bootstrap, root, run } from './bootstrap.mjs';

await bootstrap();
process.exitCode = await run(process.execPath, [`${root}/node_modules/oxfmt/bin/oxfmt`, ...process.argv.slice(2)]);
