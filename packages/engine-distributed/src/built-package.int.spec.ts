import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';

// Specs run from sources, where every export of a CommonJS package can be imported by name; Node finds only some.
it('the package loads in Node as it is built', () => {
  const entry = new URL('../dist/index.js', import.meta.url).href;
  const program = `import(${JSON.stringify(entry)}).then((m) => console.log(Object.keys(m).join()))`;
  const exported = execFileSync(process.execPath, ['-e', program], { encoding: 'utf8' }).trim().split(',');
  expect(exported).toStrictEqual(expect.arrayContaining(['openDistributedEngine', 'provisionDistributed']));
});
