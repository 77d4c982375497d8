// The frame of the screens before sign-in.
import { NativeSelect } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { LOCALES } from '../i18n/locale';
import { showLocale } from '../i18n/setup';
import css from './gate.module.css';

/** Each language by its own name. */
export const LOCALE_NAMES = { ko: '한국어', en: 'English', es: 'Español' } as const;

export const LOCALE_OPTIONS = LOCALES.map((value) => ({ value, label: LOCALE_NAMES[value] }));

export function Gate({ title, words, children }: { title: string; words?: ReactNode; children: ReactNode }) {
  const { t, i18n } = useTranslation();
  return (
    <div className={css.gate}>
      <header className={css.top}>
        <span className={css.word}>{t('brand')}</span>
        <NativeSelect
          aria-label={t('field.locale')}
          value={i18n.language}
          data={LOCALE_OPTIONS}
          onChange={(event) => void showLocale(event.currentTarget.value)}
        />
      </header>
      <main className={css.main}>
        <h1>{title}</h1>
        {words && <p className={css.words}>{words}</p>}
        {children}
      </main>
    </div>
  );
}
