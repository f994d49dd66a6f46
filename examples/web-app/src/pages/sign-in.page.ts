import { html } from '../html.js';
import { PEOPLE, type Person } from '../people.js';
import { layout, type PageContext } from './layout.js';

export function signInPage(page: PageContext, problem?: string): string {
  const texts = page.texts.signIn;
  return layout(
    page,
    texts.title,
    html`<section class="card narrow">
      <h1>${texts.title}</h1>
      <p>${texts.lead}</p>
      ${problem && html`<p class="problem" role="alert">${problem}</p>`}
      <form method="post" action="/sign-in">
        <fieldset>
          <legend>${texts.who}</legend>
          ${PEOPLE.map((person, index) => choice(page, person, index === 0))}
        </fieldset>
        <label class="check">
          <input type="checkbox" name="short" value="yes" />
          <span>${texts.short}<small>${texts.shortHint}</small></span>
        </label>
        <button class="wide">${texts.submit}</button>
      </form>
      <p class="tip">${texts.tip}</p>
    </section>`,
  );
}

function choice({ texts }: PageContext, { id, name, roles }: Person, isFirst: boolean) {
  return html`<label class="choice">
    <input type="radio" name="person" value="${id}" required${isFirst ? html` checked` : undefined} />
    <span>${name}<small>${texts.signIn.roles(roles)}</small></span>
  </label>`;
}
