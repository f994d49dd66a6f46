/** One browser as a page's server sees it: it keeps cookies, says where a form was posted from, and follows no redirect. */
export class PageVisitor {
  readonly cookies = new Map<string, string>();
  /** The attributes each cookie came with. */
  readonly attributes = new Map<string, string>();
  readonly #url: string;
  readonly #origin: string;

  constructor(url: string, origin: string) {
    this.#url = url;
    this.#origin = origin;
  }

  open(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    return this.#send(path, { headers: { accept: 'text/html', ...headers } });
  }

  post(path: string, fields: Readonly<Record<string, string>> = {}, origin = this.#origin): Promise<Response> {
    return this.#send(path, {
      method: 'POST',
      headers: { origin, accept: 'text/html' },
      body: new URLSearchParams(fields),
    });
  }

  postJson(path: string, body: unknown, origin = this.#origin): Promise<Response> {
    const headers = { origin, 'content-type': 'application/json' };
    return this.#send(path, { method: 'POST', headers, body: JSON.stringify(body) });
  }

  async #send(path: string, init: RequestInit): Promise<Response> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = new Headers(init.headers);
    headers.set('cookie', cookie);
    const answer = await fetch(this.#url + path, { ...init, headers, redirect: 'manual' });
    for (const line of answer.headers.getSetCookie()) this.#keep(line);
    return answer;
  }

  #keep(line: string): void {
    const [, name = '', value = '', attributes = ''] = /^([^=]+)=([^;]*);?(.*)$/.exec(line) ?? [];
    if (/Max-Age=0(;|$)/i.test(attributes)) this.cookies.delete(name);
    else this.cookies.set(name, value);
    this.attributes.set(name, attributes.trim());
  }
}

export async function codeOf(answer: Response): Promise<string> {
  return ((await answer.json()) as { readonly code: string }).code;
}
