import { html } from '../html.js';
import { layout, type PageContext } from './layout.js';
import { shortSession } from './short-session.js';

export function editorPage(page: PageContext): string {
  const texts = page.texts.editor;
  return layout(
    page,
    texts.title,
    html`${shortSession(page)}
      <section class="card">
        <h1>${texts.title}</h1>
        <p>${texts.lead}</p>
        <label class="field"
          >${texts.draft}
          <textarea rows="8" aria-describedby="draft-hint"></textarea>
        </label>
        <small id="draft-hint">${texts.draftHint}</small>
      </section>`,
  );
}
