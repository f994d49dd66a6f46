export interface Settings {
  readonly pushUrl: string;
  readonly language: 'en' | 'es';
  readonly connection: Readonly<Record<'live' | 'waiting' | 'offline', string>>;
}

/** What the server wrote into the page, see src/pages/layout.ts. */
export function readSettings(): Settings {
  return JSON.parse(document.querySelector('#settings')?.textContent ?? '') as Settings;
}
