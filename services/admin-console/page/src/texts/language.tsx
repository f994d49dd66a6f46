import { createContext, use, useEffect, useState, type ReactNode } from 'react';
import { en, type Texts } from './en.js';
import { es } from './es.js';

export const LANGUAGES = { en, es } as const satisfies Record<string, Texts>;
export type Language = keyof typeof LANGUAGES;

const STORED_AS = 'atlas-console-language';

interface LanguageChoice {
  readonly language: Language;
  readonly texts: Texts;
  /** How this person's system writes times in the language: `en-GB` where the language is `en`. */
  readonly locale: string;
  readonly choose: (language: Language) => void;
}

const LanguageContext = createContext<LanguageChoice | undefined>(undefined);

export function LanguageProvider({ children }: { readonly children: ReactNode }) {
  const [language, setLanguage] = useState(firstLanguage);
  useEffect(() => {
    document.documentElement.lang = language;
    document.title = `${LANGUAGES[language].console} · ${LANGUAGES[language].product}`;
  }, [language]);
  const choose = (chosen: Language) => {
    localStorage.setItem(STORED_AS, chosen);
    setLanguage(chosen);
  };
  const locale = navigator.languages.find((wanted) => wanted.toLowerCase().startsWith(language)) ?? language;
  return <LanguageContext value={{ language, texts: LANGUAGES[language], locale, choose }}>{children}</LanguageContext>;
}

export function useLanguage(): LanguageChoice {
  const choice = use(LanguageContext);
  if (choice === undefined) throw new TypeError('useLanguage outside of LanguageProvider');
  return choice;
}

export function useTexts(): Texts {
  return useLanguage().texts;
}

function firstLanguage(): Language {
  const stored = localStorage.getItem(STORED_AS);
  if (stored === 'en' || stored === 'es') return stored;
  return navigator.language.toLowerCase().startsWith('es') ? 'es' : 'en';
}
