import { parseCookie } from 'cookie';
import type { NextFunction, Request, Response } from 'express';
import { en, type Texts } from './texts/en.js';
import { es } from './texts/es.js';

export const LANGUAGES = { en: { name: 'English', texts: en }, es: { name: 'Español', texts: es } } as const;
export type Language = keyof typeof LANGUAGES;

const COOKIE = 'demo_language';
const ONE_YEAR_MS = 31_536_000_000;

/** The language a person chose (`?lang=es`, remembered), else the one their browser asks for. */
export function languageOf(req: Request): Language {
  const asked = req.acceptsLanguages(Object.keys(LANGUAGES));
  return [req.query['lang'], parseCookie(req.headers.cookie ?? '')[COOKIE], asked].find(isLanguage) ?? 'en';
}

export function textsOf(req: Request): Texts {
  return LANGUAGES[languageOf(req)].texts;
}

export function rememberLanguage(req: Request, res: Response, next: NextFunction): void {
  const { lang } = req.query;
  if (isLanguage(lang)) res.cookie(COOKIE, lang, { sameSite: 'lax', maxAge: ONE_YEAR_MS });
  next();
}

function isLanguage(value: unknown): value is Language {
  return typeof value === 'string' && Object.hasOwn(LANGUAGES, value);
}
