import { expect, test } from 'vitest';
import { en } from './en.js';
import { es } from './es.js';

type Node = string | ((...values: never[]) => string) | { readonly [key: string]: Node };

function leaves(node: Node, path = ''): ReadonlyArray<readonly [path: string, text: string]> {
  if (typeof node === 'string') return [[path, node]];
  if (typeof node === 'function') return [[path, (node as (...values: string[]) => string)('‹1›', '‹2›')]];
  return Object.entries(node).flatMap(([key, child]) => leaves(child, `${path}/${key}`));
}

const spanish = new Map(leaves(es));

test('no text is empty, in either language', () => {
  expect([...leaves(en), ...spanish].filter(([, text]) => text.trim() === '')).toEqual([]);
});

test('a translation names the same user and figures as the original', () => {
  const marks = (text: string) => [...text.matchAll(/\{who\}|‹\d›/g)].map(([mark]) => mark).toSorted();
  const differing = leaves(en).filter(([path, text]) => String(marks(text)) !== String(marks(spanish.get(path) ?? '')));
  expect(differing).toEqual([]);
});

test('what is Spanish was translated', () => {
  const same = leaves(en)
    .filter(([path, text]) => spanish.get(path) === text)
    .map(([path]) => path);
  expect(same.toSorted()).toEqual(['/product', '/sessions/roles']);
});
