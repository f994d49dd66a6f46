import { html } from '../html.js';
import { layout, type PageContext } from './layout.js';
import { shortSession } from './short-session.js';
import { time } from './time.js';

interface Home {
  readonly name: string;
  readonly userId: string;
  readonly roles: readonly string[];
  readonly sid: string;
  readonly tokenExpiresAtMs: number;
}

export function homePage(page: PageContext, home: Home): string {
  const texts = page.texts.home;
  return layout(
    page,
    texts.title(home.name),
    html`${shortSession(page)}
    <section class="card">
      <h1>${texts.title(home.name)}</h1>
      <p>${texts.lead}</p>
      <h2>${texts.you}</h2>
      <dl>
        <dt>${texts.user}</dt><dd>${home.userId}</dd>
        <dt>${texts.roles}</dt><dd>${home.roles.map((role) => html`<span class="role">${role}</span> `)}</dd>
        <dt>${texts.session}</dt><dd><code>${home.sid}</code></dd>
        <dt>${texts.token}</dt><dd data-token-expiry>${time(home.tokenExpiresAtMs, page.language)}</dd>
      </dl>
    </section>`,
  );
}
