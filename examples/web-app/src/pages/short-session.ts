import { html, type Html } from '../html.js';
import type { PageContext } from './layout.js';

/** The countdown of a short session; page/src/countdown.ts fills it. */
export function shortSession({ texts, isShort }: PageContext): Html | undefined {
  if (!isShort) return undefined;
  const { title, endsIn, seconds, hint } = texts.short;
  return html`<aside class="short" aria-label="${title}">
    <strong>${title}</strong>
    <span>${endsIn} <span role="timer" id="countdown">–</span> ${seconds}. ${hint}</span>
    <progress id="countdown-bar" max="60" value="60" aria-hidden="true"></progress>
  </aside>`;
}
