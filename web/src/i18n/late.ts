// Texts that join the others when the first screen that needs them opens.
import i18next from 'i18next';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Locale } from './locale';

/** By name, in each language. */
export const LATE = {
  approvals: { ko: () => import('./approvals/ko'), en: () => import('./approvals/en'), es: () => import('./approvals/es') },
  charters: { ko: () => import('./charters/ko'), en: () => import('./charters/en'), es: () => import('./charters/es') },
  clocks: { ko: () => import('./clocks/ko'), en: () => import('./clocks/en'), es: () => import('./clocks/es') },
  firms: { ko: () => import('./firms/ko'), en: () => import('./firms/en'), es: () => import('./firms/es') },
  me: { ko: () => import('./me/ko'), en: () => import('./me/en'), es: () => import('./me/es') },
  meetings: { ko: () => import('./meetings/ko'), en: () => import('./meetings/en'), es: () => import('./meetings/es') },
  viewers: { ko: () => import('./viewers/ko'), en: () => import('./viewers/en'), es: () => import('./viewers/es') },
} satisfies Record<string, Record<Locale, () => Promise<object>>>;

type Late = keyof typeof LATE;
const here: Record<Locale, Set<Late>> = { ko: new Set(), en: new Set(), es: new Set() };

async function bring(name: Late, locale: Locale): Promise<void> {
  if (here[locale].has(name)) return;
  i18next.addResourceBundle(locale, 'translation', await LATE[name][locale](), true);
  here[locale].add(name);
}

/** Brings in another language what this one has, so that no screen waits when the language changes. */
export async function bringAlong(from: Locale, to: Locale): Promise<void> {
  await Promise.all([...here[from]].map((name) => bring(name, to)));
}

/** A screen, once its texts are here too. */
export async function withTexts<Screen>(name: Late, screen: Promise<Screen>): Promise<Screen> {
  await bring(name, i18next.language as Locale);
  return screen;
}

/** Whether these texts are here in the language on the screen. */
export function useLateTexts(...names: Late[]): boolean {
  const locale = useTranslation().i18n.language as Locale;
  const [, setBrought] = useState('');
  const missing = names.filter((name) => !here[locale].has(name)).join();
  useEffect(() => {
    if (missing === '') return;
    void Promise.all(missing.split(',').map((name) => bring(name as Late, locale))).then(() => setBrought(`${locale} ${missing}`));
  }, [locale, missing]);
  return missing === '';
}
