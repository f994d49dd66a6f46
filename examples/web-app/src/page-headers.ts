import type { NextFunction, Request, Response } from 'express';

/** Scripts and styles from here alone, nothing inline, and a connection to the push gateway. */
export function pageHeaders(pushUrl: string) {
  const push = new URL(pushUrl);
  const socket = `${push.protocol === 'https:' ? 'wss' : 'ws'}://${push.host}`;
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    `connect-src 'self' ${push.origin} ${socket}`,
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
  return (_req: Request, res: Response, next: NextFunction): void => {
    res.set({
      'content-security-policy': policy,
      'cache-control': 'no-store',
      'referrer-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
    });
    next();
  };
}
