import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';

const HEADERS = ['content-type', 'content-disposition', 'retry-after'] as const;

/** Answers what a service answered: its status, its body as it comes, and of its headers those that a page has a use for. */
export async function passBack(answer: globalThis.Response, res: Response): Promise<void> {
  res.status(answer.status).set('cache-control', 'no-store');
  for (const name of HEADERS) {
    const value = answer.headers.get(name);
    if (value !== null) res.set(name, value);
  }
  if (answer.body === null) res.end();
  else await pipeline(Readable.fromWeb(answer.body), res);
}
