import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import express, { Router } from 'express';
import { pagePolicy } from './security-headers.js';

// From src/ and from dist/ alike: the page is bundled to dist/page.
const PAGE_FOLDER = fileURLToPath(new URL('../dist/page/', import.meta.url));

const NONCE_MARK = '__CSP_NONCE__';
const PUSH_URL_MARK = '__PUSH_URL__';

/** The page and its assets. Asset names hold a hash of their content, so they may be kept for ever; the page never is. */
export function pageRoutes({
  pushUrl,
  folder = PAGE_FOLDER,
}: {
  readonly pushUrl: string;
  readonly folder?: string;
}): Router {
  const routes = Router();
  routes.use('/assets', express.static(`${folder}/assets`, { immutable: true, maxAge: '1y', index: false }));
  routes.get('/', async (_req, res) => {
    const nonce = randomBytes(16).toString('base64');
    const page = await readFile(`${folder}/index.html`, 'utf8');
    res
      .set('content-security-policy', pagePolicy({ nonce, pushUrl }))
      .set('cache-control', 'no-store')
      .type('html')
      .send(page.replaceAll(NONCE_MARK, nonce).replaceAll(PUSH_URL_MARK, pushUrl));
  });
  return routes;
}
