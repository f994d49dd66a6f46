const BROWSERS = [
  ['Edge', /Edg/],
  ['Opera', /OPR\//],
  ['Firefox', /Firefox|FxiOS/],
  ['Chrome', /Chrom|CriOS/],
  ['Safari', /Safari/],
] as const;

const SYSTEMS = [
  ['iPhone', /iPhone/],
  ['iPad', /iPad/],
  ['Android', /Android/],
  ['Windows', /Windows/],
  ['macOS', /Mac OS X/],
  ['Linux', /Linux/],
] as const;

/** Enough of a User-Agent to recognise one's own device by. */
export function deviceName(device: { readonly label?: string; readonly userAgent?: string }): string | undefined {
  if (device.label !== undefined) return device.label;
  const { userAgent = '' } = device;
  const nameIn = (known: ReadonlyArray<readonly [string, RegExp]>) =>
    known.find(([, pattern]) => pattern.test(userAgent))?.[0];
  const names = [nameIn(BROWSERS), nameIn(SYSTEMS)].filter((name) => name !== undefined);
  return names.length === 0 ? undefined : names.join(' · ');
}
