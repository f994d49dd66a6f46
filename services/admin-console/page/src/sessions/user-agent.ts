export type DeviceKind = 'phone' | 'tablet' | 'desktop' | 'program' | 'unknown';

export interface DeviceSketch {
  readonly kind: DeviceKind;
  readonly browser?: string;
  readonly system?: string;
}

// The order matters: nearly every browser also says it is Chrome, and Chrome that it is Safari.
const BROWSERS: ReadonlyArray<readonly [name: string, pattern: RegExp]> = [
  ['Edge', /\b(?:Edg|EdgA|EdgiOS)\/(\d+)/],
  ['Opera', /\bOPR\/(\d+)/],
  ['Samsung Internet', /\bSamsungBrowser\/(\d+)/],
  ['Firefox', /\b(?:Firefox|FxiOS)\/(\d+)/],
  ['Chrome', /\b(?:HeadlessChrome|Chrome|CriOS)\/(\d+)/],
  ['Safari', /\bVersion\/(\d+)[^ ]* .*\bSafari\//],
];

const SYSTEMS: ReadonlyArray<readonly [name: string, pattern: RegExp]> = [
  ['iPadOS', /\biPad\b/],
  ['iOS', /\b(?:iPhone|iPod)\b/],
  ['Android', /\bAndroid\b/],
  ['ChromeOS', /\bCrOS\b/],
  ['Windows', /\bWindows\b/],
  ['macOS', /\bMac OS X\b|\bMacintosh\b/],
  ['Linux', /\bLinux\b|\bX11\b/],
];

/** What a person would call the device, from its User-Agent: a hint to recognise it by, never a fact to decide on. */
export function sketchDevice(userAgent: string | undefined): DeviceSketch {
  if (userAgent === undefined || userAgent === '') return { kind: 'unknown' };
  const system = SYSTEMS.find(([, pattern]) => pattern.test(userAgent))?.[0];
  const browser = browserOf(userAgent);
  if (browser === undefined && system === undefined) return programOf(userAgent);
  return { kind: kindOf(userAgent, system), ...(browser && { browser }), ...(system && { system }) };
}

function browserOf(userAgent: string): string | undefined {
  for (const [name, pattern] of BROWSERS) {
    const version = pattern.exec(userAgent)?.[1];
    if (version !== undefined) return `${name} ${version}`;
  }
  return undefined;
}

function kindOf(userAgent: string, system: string | undefined): DeviceKind {
  if (system === 'iPadOS' || /\bTablet\b/.test(userAgent)) return 'tablet';
  if (system === 'iOS') return 'phone';
  if (system === 'Android') return /\bMobile\b/.test(userAgent) ? 'phone' : 'tablet';
  return system === undefined ? 'unknown' : 'desktop';
}

/** `curl/8.5.0`, `node`, `python-requests/2.32`: the first product, without the rest. */
function programOf(userAgent: string): DeviceSketch {
  const product = /^([\w.-]{1,40})(?:\/(\d+))?/.exec(userAgent);
  if (product === null) return { kind: 'unknown' };
  const [, name, version] = product;
  return { kind: 'program', browser: version === undefined ? `${name}` : `${name} ${version}` };
}
