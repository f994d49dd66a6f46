/** What the server wrote into the page: addresses differ per installation, the nonce per answer. */
export interface PageSettings {
  readonly pushUrl: string;
  readonly nonce: string;
}

export function readPageSettings(page: Document = document): PageSettings {
  const content = (name: string) => page.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content ?? '';
  const nonce = page.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';
  return { pushUrl: content('atlas-push-url'), nonce };
}
