import type { NextFunction, Request, Response } from 'express';
import { sendProblem } from './problem.js';

const READ_ONLY = new Set(['GET', 'HEAD']);

/** What changes something must come from a page of this console: by an allow-listed `Origin`, or `Sec-Fetch-Site`. A page can forge neither. */
export function requireSameOrigin(origins: readonly string[]) {
  return (req: Request, res: Response, next: NextFunction): void => {
    if (READ_ONLY.has(req.method) || isFromHere(req, origins)) next();
    else sendProblem(res, 'ORIGIN_REFUSED');
  };
}

function isFromHere(req: Request, origins: readonly string[]): boolean {
  const { origin } = req.headers;
  return req.headers['sec-fetch-site'] === 'same-origin' || (origin !== undefined && origins.includes(origin));
}
