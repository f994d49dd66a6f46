import type { Request } from 'express';

/** What this backend saw of the person's device. `ip` follows Express's `trust proxy`. */
export function deviceOf(
  req: Request,
  label?: string,
): { readonly ip?: string; readonly userAgent?: string; readonly label?: string } {
  const userAgent = req.get('user-agent')?.slice(0, 512);
  return {
    ...(req.ip === undefined ? {} : { ip: req.ip.slice(0, 64) }),
    ...(userAgent === undefined || userAgent === '' ? {} : { userAgent }),
    ...(label === undefined || label === '' ? {} : { label: label.slice(0, 120) }),
  };
}
