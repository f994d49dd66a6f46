import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ProblemError } from '../problems/problem-error.js';

const FORM = 'application/x-www-form-urlencoded';

/**
 * JSON for every route but the ones that an RFC gives a form. An empty JSON body counts as none: the route's schema says whether it
 * needs one. `__proto__` and `constructor.prototype` in JSON are refused, not dropped.
 */
export function installBodyParsers(instance: FastifyInstance, formRoutes: readonly string[]): void {
  const forms = new Set(formRoutes);
  const isForm = (request: FastifyRequest): boolean => forms.has(request.routeOptions.url ?? '');
  const parseJson = instance.getDefaultJsonParser('error', 'error');
  instance.removeAllContentTypeParsers();
  instance.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (isForm(request)) done(new ProblemError('UNSUPPORTED_MEDIA_TYPE', { detail: `Expected ${FORM}.` }));
    else if (body.length === 0) done(null, undefined);
    else void parseJson(request, body, done);
  });
  instance.addContentTypeParser<string>(FORM, { parseAs: 'string' }, (request, body, done) => {
    if (isForm(request)) done(null, parseForm(body));
    else done(new ProblemError('UNSUPPORTED_MEDIA_TYPE', { detail: 'Expected application/json.' }));
  });
}

/** A parameter that is repeated becomes a list, which no schema takes (RFC 6749 §3.1: must not be included more than once). */
function parseForm(body: string): Record<string, string | string[]> {
  const fields = new URLSearchParams(body);
  return Object.fromEntries(
    [...new Set(fields.keys())].map((name) => {
      const values = fields.getAll(name);
      return [name, values.length === 1 ? (values[0] ?? '') : values];
    }),
  );
}
