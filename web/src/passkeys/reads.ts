// The reader's passkeys.
import { answer, api, everyPage } from '../api/client';
import type { Passkey } from '../api/types';
import { useKept } from '../access/signed';
import { couldHavePasskeys } from './device';

export function usePasskeys() {
  const page = (after: string | undefined) => answer(api.GET('/me/passkeys', { params: { query: { limit: 200, ...(after ? { after } : {}) } } }));
  return useKept<Passkey[]>(['passkeys'], () => everyPage(page), { enabled: couldHavePasskeys() });
}
