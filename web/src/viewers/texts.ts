// The viewers' own texts join the others when the first viewer opens.
import { useLateTexts } from '../i18n/late';

const LATE = {
  probe: 'viewers.unshown.unreadable',
  texts: {
    ko: async () => ({ viewers: (await import('../i18n/viewers/ko')).viewers }),
    en: async () => ({ viewers: (await import('../i18n/viewers/en')).viewers }),
    es: async () => ({ viewers: (await import('../i18n/viewers/es')).viewers }),
  },
};

/** Whether the texts of the language on the screen are here. */
export function useViewerTexts(): boolean {
  return useLateTexts(LATE);
}
