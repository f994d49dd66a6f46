import { html, type Html } from '../html.js';

export function time(atMs: number, language: string): Html {
  const words = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short', hourCycle: 'h23' }).format(
    atMs,
  );
  return html`<time datetime="${new Date(atMs).toISOString()}">${words}</time>`;
}
