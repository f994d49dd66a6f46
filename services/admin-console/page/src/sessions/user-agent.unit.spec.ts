import { expect, test } from 'vitest';
import { en } from '../texts/en.js';
import { es } from '../texts/es.js';
import { deviceLabel } from './device-label.js';
import { sketchDevice } from './user-agent.js';

const EDGE =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0';
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0';

test.each([
  ['Edge, although it says Chrome and Safari too', EDGE, { kind: 'desktop', browser: 'Edge 141', system: 'Windows' }],
  ['Firefox on Linux', FIREFOX, { kind: 'desktop', browser: 'Firefox 133', system: 'Linux' }],
  [
    'Safari on an iPhone, which also says Mac OS X',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1',
    { kind: 'phone', browser: 'Safari 18', system: 'iOS' },
  ],
  [
    'Chrome on an Android tablet, told from a phone by the absence of Mobile',
    'Mozilla/5.0 (Linux; Android 15; SM-X700) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36',
    { kind: 'tablet', browser: 'Chrome 141', system: 'Android' },
  ],
  [
    'headless Chromium',
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/156.0.0.0 Safari/537.36',
    { kind: 'desktop', browser: 'Chrome 156', system: 'Linux' },
  ],
  ['a program', 'curl/8.5.0', { kind: 'program', browser: 'curl 8' }],
  ['a program without a version', 'node', { kind: 'program', browser: 'node' }],
  ['nothing at all', undefined, { kind: 'unknown' }],
  ['something that is no product', '<script>', { kind: 'unknown' }],
])('recognises %s', (_what, userAgent, sketch) => {
  expect(sketchDevice(userAgent)).toEqual(sketch);
});

test('a device is called what the application called it, else what its User-Agent suggests, in the language of the page', () => {
  expect(deviceLabel({ label: 'Ana’s laptop', userAgent: EDGE }, en)).toBe('Ana’s laptop');
  expect(deviceLabel({ userAgent: FIREFOX }, en)).toBe('Firefox 133 on Linux');
  expect(deviceLabel({ userAgent: FIREFOX }, es)).toBe('Firefox 133 en Linux');
  expect(deviceLabel({}, es)).toBe('Dispositivo desconocido');
});
