import type { Person } from '../people.js';
import { LANGUAGES, type Language } from '../language.js';
import { html, jsonData, type Html } from '../html.js';
import type { Texts } from '../texts/en.js';

export interface PageContext {
  readonly texts: Texts;
  readonly language: Language;
  readonly path: string;
  readonly pushUrl: string;
  /** Who is signed in. */
  readonly person?: Person;
  /** A session that ends after a minute without input. */
  readonly isShort?: boolean;
}

export function layout(page: PageContext, title: string, content: Html): string {
  const { texts, language } = page;
  return html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} · ${texts.product}</title>
        <link rel="icon" href="/assets/icon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/assets/style.css" />
        ${page.person && jsonData('settings', { pushUrl: page.pushUrl, language, connection: texts.connection })}
        ${page.person && html`<script type="module" src="/assets/live.js"></script>`}
      </head>
      <body>
        <a class="skip" href="#content">${texts.skip}</a>
        ${header(page)}
        <main id="content" tabindex="-1">${content}</main>
        ${page.person && endedDialog(texts)}
      </body>
    </html>`.markup;
}

function header(page: PageContext): Html {
  const { texts, person } = page;
  return html`<header>
    <span class="product"><img src="/assets/icon.svg" alt="" width="26" height="26" />${texts.product}</span>
    ${person && navigation(page)}
    <div class="tools">
      ${person && html`<span class="connection" role="status" data-connection="waiting">${texts.connection.waiting}</span>`}
      ${languages(page)}
      ${person && html`<form method="post" action="/sign-out"><button class="quiet">${texts.nav.signOut}</button></form>`}
    </div>
  </header>`;
}

function navigation({ texts, path }: PageContext): Html {
  const pages = [
    ['/', texts.nav.home],
    ['/editor', texts.nav.editor],
    ['/devices', texts.nav.devices],
  ] as const;
  return html`<nav aria-label="${texts.nav.label}">
    ${pages.map(
      ([href, name]) => html`<a href="${href}" ${href === path ? html` aria-current="page"` : undefined}>${name}</a>`,
    )}
  </nav>`;
}

function languages({ texts, language, path }: PageContext): Html {
  const links = Object.entries(LANGUAGES).map(
    ([code, { name }]) =>
      html`<a
        href="${path}?lang=${code}"
        lang="${code}"
        hreflang="${code}"
        title="${name}"
        ${code === language ? html` aria-current="true"` : undefined}
        >${code.toUpperCase()}</a
      >`,
  );
  return html`<span class="languages" role="group" aria-label="${texts.language}">${links}</span>`;
}

/** Filled and opened by page/src/live.ts when the session ends. */
function endedDialog(texts: Texts): Html {
  return html`<dialog id="ended" aria-labelledby="ended-title" aria-describedby="ended-reason">
    <h2 id="ended-title">${texts.ended.title}</h2>
    <p id="ended-reason" role="alert"></p>
    <a class="button" href="/sign-in" autofocus>${texts.ended.again}</a>
  </dialog>`;
}
