import { expect, test } from 'vitest';
import { html, jsonData } from './html.js';

test('text is escaped, in content and in attributes', () => {
  const text = `<img src=x onerror='alert("&")'>`;
  expect(html`<p title="${text}">${text}</p>`.markup).not.toContain('<img');
  expect(html`<p title="${text}"></p>`.markup).toBe(
    '<p title="&lt;img src=x onerror=&#39;alert(&quot;&amp;&quot;)&#39;&gt;"></p>',
  );
});

test('markup and lists of it are not escaped again, and what is undefined is nothing', () => {
  const items = ['a', '<b>'].map((item) => html`<li>${item}</li>`);
  expect(html`${items}${undefined}`.markup).toBe('<li>a</li><li>&lt;b&gt;</li>');
});

test('data for a script cannot end its element', () => {
  expect(jsonData('x', '</script><script>').markup).toBe(
    '<script type="application/json" id="x">"\\u003c/script>\\u003cscript>"</script>',
  );
});
