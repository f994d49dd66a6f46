import { html } from '../html.js';
import { layout, type PageContext } from './layout.js';

export function messagePage(
  page: PageContext,
  message: { readonly title: string; readonly lead: string; readonly back: string },
): string {
  return layout(
    page,
    message.title,
    html`<section class="card narrow">
      <h1>${message.title}</h1>
      <p>${message.lead}</p>
      <a class="button" href="/">${message.back}</a>
    </section>`,
  );
}
