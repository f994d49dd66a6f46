import { expect, test } from 'vitest';
import { createLogger } from './logger.js';

function logged(write: (logger: ReturnType<typeof createLogger>) => void): string {
  let text = '';
  write(createLogger({ name: 'x', level: 'trace', destination: { write: (line) => void (text += line) } }));
  return text;
}

const SECRET = 'h2nter2h2nter2';

test.each([
  'authorization',
  'Authorization',
  'cookie',
  'set-cookie',
  'refreshToken',
  'accessToken',
  'refresh_token',
  'code',
  'serviceKey',
  'ticket',
  'salt',
  'privateKey',
  'masterKeys',
])('a field named %s is never written, however deep', (name) => {
  const text = logged((logger) => {
    logger.info({ [name]: SECRET });
    logger.info({ req: { headers: { [name]: [SECRET] }, list: [{ [name]: SECRET }] } }, 'x');
    logger.error({
      err: Object.assign(new Error('x', { cause: Object.assign(new Error('y'), { [name]: SECRET }) }), {
        [name]: SECRET,
      }),
    });
    logger.child({ [name]: SECRET }).info('child');
  });
  expect(text).not.toContain(SECRET);
  expect(text.split('\n').length).toBeGreaterThan(4);
});

test.each([
  'rt1.m1.0199aa11-0000-7000-8000-000000000000.4.c2VjcmV0.bWFj',
  'sk1.demo.k1.c2VjcmV0c2VjcmV0',
  'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.c2ln',
  'Bearer abcdefgh',
])('a token is masked wherever it stands in a text', (token) => {
  const text = logged((logger) => {
    logger.info(`got ${token} from`);
    logger.info({ url: `/x?t=${token}` }, `got ${token}`);
    logger.error({ err: new Error(`bad ${token}`) });
    logger.error(new Error(`bad ${token}`));
  });
  expect(text).not.toContain(token.replace('Bearer ', ''));
  expect(text).toContain('[redacted]');
});

test('stable codes of problems and of Node stay readable', () => {
  expect(
    logged((logger) =>
      logger.info({ code: 'SESSION_ENDED', err: Object.assign(new Error('x'), { code: 'ECONNREFUSED' }) }),
    ),
  ).toMatch(/SESSION_ENDED.*ECONNREFUSED/);
});
