// The language of the screen, known before anything else is loaded.
export const LOCALES = ['ko', 'en', 'es'] as const;
export type Locale = (typeof LOCALES)[number];

const KEY = 'dure.locale';

let current: Locale = initial();

function isLocale(value: unknown): value is Locale {
  return LOCALES.some((locale) => locale === value);
}

function initial(): Locale {
  const kept = globalThis.localStorage?.getItem(KEY);
  if (isLocale(kept)) return kept;
  for (const wished of globalThis.navigator?.languages ?? []) {
    const language = wished.slice(0, 2);
    if (isLocale(language)) return language;
  }
  return 'ko';
}

export function currentLocale(): Locale {
  return current;
}

export function keepLocale(locale: string): Locale {
  current = isLocale(locale) ? locale : 'ko';
  localStorage.setItem(KEY, current);
  document.documentElement.lang = current;
  return current;
}
