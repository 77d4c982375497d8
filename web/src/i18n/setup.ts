// i18next with one language loaded at a time; keys are typed by the Korean texts.
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { bringAlong } from './late';
import { currentLocale, keepLocale, type Locale } from './locale';
import type { ko } from './ko';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: {
      translation: typeof ko &
        typeof import('./approvals/ko') &
        typeof import('./charters/ko') &
        typeof import('./clocks/ko') &
        typeof import('./firms/ko') &
        typeof import('./me/ko') &
        typeof import('./meetings/ko') &
        typeof import('./passkeys/ko') &
        typeof import('./viewers/ko');
    };
  }
}

const texts: Record<Locale, () => Promise<object>> = {
  ko: async () => (await import('./ko')).ko,
  en: async () => (await import('./en')).en,
  es: async () => (await import('./es')).es,
};

export async function startTexts(): Promise<void> {
  const locale = currentLocale();
  document.documentElement.lang = locale;
  await i18next.use(initReactI18next).init({
    lng: locale,
    resources: { [locale]: { translation: await texts[locale]() } },
    interpolation: { escapeValue: false },
    returnNull: false,
  });
}

export async function showLocale(wished: string): Promise<void> {
  if (wished === i18next.language) return;
  const locale = keepLocale(wished);
  if (!i18next.hasResourceBundle(locale, 'translation')) {
    i18next.addResourceBundle(locale, 'translation', await texts[locale]());
  }
  await bringAlong(locale);
  await i18next.changeLanguage(locale);
}
