import type { VerifiedSession } from '@atlasnode/session-verifier';
import { html } from '../html.js';
import { layout, type PageContext } from './layout.js';
import { shortSession } from './short-session.js';
import { time } from './time.js';

export function homePage(page: PageContext, session: VerifiedSession): string {
  const texts = page.texts.home;
  return layout(
    page,
    texts.title(page.person?.name ?? session.userId),
    html`${shortSession(page)}
      <section class="card">
        <h1>${texts.title(page.person?.name ?? session.userId)}</h1>
        <p>${texts.lead}</p>
        <h2>${texts.you}</h2>
        <dl>
          <dt>${texts.user}</dt>
          <dd>${session.userId}</dd>
          <dt>${texts.roles}</dt>
          <dd>${session.roles.map((role) => html`<span class="role">${role}</span> `)}</dd>
          <dt>${texts.session}</dt>
          <dd><code>${session.sid}</code></dd>
          <dt>${texts.token}</dt>
          <dd>${time(session.expiresAtMs, page.language)}</dd>
        </dl>
      </section>`,
  );
}
