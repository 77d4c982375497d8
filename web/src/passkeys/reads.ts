// The reader's passkeys, and whether this server's address can have any.
import { useQuery } from '@tanstack/react-query';
import { answer, api, everyPage } from '../api/client';
import type { Passkey } from '../api/types';
import { useKept } from '../access/signed';
import { couldHavePasskeys } from './device';

export function usePasskeys() {
  const page = (after: string | undefined) => answer(api.GET('/me/passkeys', { params: { query: { limit: 200, ...(after ? { after } : {}) } } }));
  return useKept<Passkey[]>(['passkeys'], () => everyPage(page), { enabled: couldHavePasskeys() });
}

/** Unknown while the server has not said so. */
export function useAvailable(): boolean | undefined {
  return useQuery({ queryKey: ['setup'], queryFn: () => answer(api.GET('/setup')), enabled: couldHavePasskeys() }).data?.passkeys;
}
