// Texts that join the others with the first part of the program that needs them.
import i18next from 'i18next';
import type { Locale } from './locale';

/** By name, in each language. */
export const LATE = {
  approvals: { ko: () => import('./approvals/ko'), en: () => import('./approvals/en'), es: () => import('./approvals/es') },
  charters: { ko: () => import('./charters/ko'), en: () => import('./charters/en'), es: () => import('./charters/es') },
  clocks: { ko: () => import('./clocks/ko'), en: () => import('./clocks/en'), es: () => import('./clocks/es') },
  firms: { ko: () => import('./firms/ko'), en: () => import('./firms/en'), es: () => import('./firms/es') },
  me: { ko: () => import('./me/ko'), en: () => import('./me/en'), es: () => import('./me/es') },
  meetings: { ko: () => import('./meetings/ko'), en: () => import('./meetings/en'), es: () => import('./meetings/es') },
  passkeys: { ko: () => import('./passkeys/ko'), en: () => import('./passkeys/en'), es: () => import('./passkeys/es') },
  viewers: { ko: () => import('./viewers/ko'), en: () => import('./viewers/en'), es: () => import('./viewers/es') },
} satisfies Record<string, Record<Locale, () => Promise<object>>>;

type Late = keyof typeof LATE;
/** What any screen has asked for. */
const asked = new Set<Late>();
const here = new Set<string>();

async function bring(name: Late, locale: Locale): Promise<void> {
  asked.add(name);
  if (here.has(`${locale} ${name}`)) return;
  i18next.addResourceBundle(locale, 'translation', await LATE[name][locale](), true);
  here.add(`${locale} ${name}`);
}

/** Brings in another language what screens have asked for, so that none waits when the language changes. */
export async function bringAlong(to: Locale): Promise<void> {
  await Promise.all([...asked].map((name) => bring(name, to)));
}

/** A part of the program, once its texts are here too. */
export async function withTexts<Part>(part: Promise<Part>, ...names: Late[]): Promise<Part> {
  await Promise.all(names.map((name) => bring(name, i18next.language as Locale)));
  return part;
}
