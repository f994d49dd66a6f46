/** Markup that is safe to send: everything put into it was escaped, or is markup itself. */
export class Html {
  constructor(readonly markup: string) {}
}

type Content = string | number | Html | undefined | readonly Html[];

/** html`<p>${text}</p>`: text is escaped, markup and lists of it are not, undefined is nothing. */
export function html(parts: TemplateStringsArray, ...contents: readonly Content[]): Html {
  const markup = parts.reduce((before, part, index) => before + markupOf(contents[index - 1]) + part);
  return new Html(markup);
}

/** Data for a script of the page, in an element that is never run. */
export function jsonData(id: string, data: unknown): Html {
  const json = JSON.stringify(data).replaceAll('<', '\\u003c');
  return new Html(`<script type="application/json" id="${escape(id)}">${json}</script>`);
}

function markupOf(content: Content): string {
  if (content === undefined) return '';
  if (content instanceof Html) return content.markup;
  return typeof content === 'object' ? content.map(markupOf).join('') : escape(String(content));
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (char) => ENTITIES[char] ?? char);
}
