import { expect, test } from 'vitest';
import { en } from './en.js';
import { es } from './es.js';

type Node = string | ((...values: never[]) => string) | { readonly [key: string]: Node };

function leaves(node: Node, path = ''): ReadonlyArray<readonly [path: string, text: string]> {
  if (typeof node === 'string') return [[path, node]];
  if (typeof node === 'function') return [[path, (node as (value: unknown) => string)(['‹1›'])]];
  return Object.entries(node).flatMap(([key, child]) => leaves(child, `${path}/${key}`));
}

test('no text is empty, and what is Spanish was translated', () => {
  const spanish = new Map(leaves(es));
  expect([...leaves(en), ...spanish].filter(([, text]) => text.trim() === '')).toEqual([]);
  const same = leaves(en)
    .filter(([path, text]) => spanish.get(path) === text)
    .map(([path]) => path);
  expect(same.toSorted()).toEqual(['/editor/title', '/home/roles', '/nav/editor', '/short/seconds', '/signIn/roles']);
});
