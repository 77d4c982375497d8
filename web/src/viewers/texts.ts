// The viewers' own texts join the others when the first viewer opens.
import i18next from 'i18next';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Locale } from '../i18n/locale';

const TEXTS: Record<Locale, () => Promise<object>> = {
  ko: async () => (await import('../i18n/viewers/ko')).viewers,
  en: async () => (await import('../i18n/viewers/en')).viewers,
  es: async () => (await import('../i18n/viewers/es')).viewers,
};

const here = (language: string) => i18next.exists('viewers.unshown.unreadable', { lng: language });

/** Whether the texts of the language on the screen are here. */
export function useViewerTexts(): boolean {
  const { language } = useTranslation().i18n;
  const [, setLoaded] = useState('');
  useEffect(() => {
    if (here(language)) return;
    void TEXTS[language as Locale]().then((texts) => {
      i18next.addResourceBundle(language, 'translation', { viewers: texts }, true);
      setLoaded(language);
    });
  }, [language]);
  return here(language);
}
