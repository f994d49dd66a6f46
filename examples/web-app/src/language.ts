import { parseCookie } from 'cookie';
import type { NextFunction, Request, Response } from 'express';
import { en, type Texts } from './texts/en.js';
import { es } from './texts/es.js';

export const LANGUAGES: Readonly<Record<string, { readonly name: string; readonly texts: Texts }>> = {
  en: { name: 'English', texts: en },
  es: { name: 'Español', texts: es },
};

const COOKIE = 'demo_language';

/** The language a person chose (`?lang=es`, remembered), else the one their browser asks for. */
export function languageOf(req: Request): string {
  const chosen = [req.query['lang'], parseCookie(req.headers.cookie ?? '')[COOKIE]].find(isLanguage);
  return chosen ?? (req.acceptsLanguages(Object.keys(LANGUAGES)) || 'en');
}

export function textsOf(req: Request): Texts {
  return LANGUAGES[languageOf(req)]?.texts ?? en;
}

export function rememberLanguage(req: Request, res: Response, next: NextFunction): void {
  const { lang } = req.query;
  if (isLanguage(lang)) res.cookie(COOKIE, lang, { sameSite: 'lax', maxAge: 31_536_000_000 });
  next();
}

function isLanguage(value: unknown): value is string {
  return typeof value === 'string' && Object.hasOwn(LANGUAGES, value);
}
