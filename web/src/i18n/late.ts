// Texts that join the others when the first screen that needs them opens.
import i18next from 'i18next';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Locale } from './locale';

interface Late {
  /** A key that is there once they are. */
  probe: string;
  texts: Record<Locale, () => Promise<object>>;
}

/** Whether these texts are here in the language on the screen. */
export function useLateTexts({ probe, texts }: Late): boolean {
  const { language } = useTranslation().i18n;
  const [, setLoaded] = useState('');
  const here = i18next.exists(probe, { lng: language });
  useEffect(() => {
    if (i18next.exists(probe, { lng: language })) return;
    void texts[language as Locale]().then((found) => {
      i18next.addResourceBundle(language, 'translation', found, true);
      setLoaded(language);
    });
  }, [language, probe, texts]);
  return here;
}
