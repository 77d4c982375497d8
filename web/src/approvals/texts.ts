// The texts of approvals join the others when the first of their screens opens.
import { useLateTexts } from '../i18n/late';

const LATE = {
  probe: 'approvals.title',
  texts: {
    ko: async () => ({ approvals: (await import('../i18n/approvals/ko')).approvals }),
    en: async () => ({ approvals: (await import('../i18n/approvals/en')).approvals }),
    es: async () => ({ approvals: (await import('../i18n/approvals/es')).approvals }),
  },
};

/** Whether the texts of the language on the screen are here. */
export function useApprovalTexts(): boolean {
  return useLateTexts(LATE);
}
