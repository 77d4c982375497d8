// The texts of the clocks join the others with their first screen.
import { useLateTexts } from '../i18n/late';

const LATE = {
  probe: 'clocks.title',
  texts: {
    ko: async () => ({ clocks: (await import('../i18n/clocks/ko')).clocks }),
    en: async () => ({ clocks: (await import('../i18n/clocks/en')).clocks }),
    es: async () => ({ clocks: (await import('../i18n/clocks/es')).clocks }),
  },
};

/** Whether the texts of the language on the screen are here. */
export function useClockTexts(): boolean {
  return useLateTexts(LATE);
}
