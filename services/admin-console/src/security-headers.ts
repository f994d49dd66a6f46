import type { NextFunction, Request, Response } from 'express';

/** Headers of every answer; the page adds its Content-Security-Policy. */
export function securityHeaders(_req: Request, res: Response, next: NextFunction): void {
  res.set({
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=()',
    'referrer-policy': 'same-origin',
    'strict-transport-security': 'max-age=31536000; includeSubDomains',
    'x-content-type-options': 'nosniff',
  });
  next();
}

/** Scripts from here alone; styles from here and those that the component library writes with the nonce of this answer. */
export function pagePolicy(options: { readonly nonce: string; readonly pushUrl: string }): string {
  const push = new URL(options.pushUrl);
  const socket = `${push.protocol === 'https:' ? 'wss' : 'ws'}://${push.host}`;
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${options.nonce}'`,
    "img-src 'self' data:",
    `connect-src 'self' ${push.origin} ${socket}`,
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}
