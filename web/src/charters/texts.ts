// The texts of charters join the others when the first of their screens opens.
import { useApprovalTexts } from '../approvals/texts';
import { useLateTexts } from '../i18n/late';

const LATE = {
  probe: 'charters.title',
  texts: {
    ko: async () => ({ charters: (await import('../i18n/charters/ko')).charters }),
    en: async () => ({ charters: (await import('../i18n/charters/en')).charters }),
    es: async () => ({ charters: (await import('../i18n/charters/es')).charters }),
  },
};

/** Whether the texts of the language on the screen are here, with those of the codes. */
export function useCharterTexts(): boolean {
  const codes = useApprovalTexts();
  return useLateTexts(LATE) && codes;
}
