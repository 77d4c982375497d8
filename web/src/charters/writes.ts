// Calls about the charter. Signing and rejecting name the version that was seen.
import { answer, api, everyPage, tagged } from '../api/client';
import type { Charter, CharterTerms, PasskeyChallenge } from '../api/types';
import type { Given } from '../passkeys/proof';

/** A version with the tag of what the reader would act on. */
export interface Seen {
  value: Charter;
  tag: string;
}

const still = ({ value, tag }: Seen, key: string) => ({ path: { charter_id: value.id }, header: { 'Idempotency-Key': key, 'If-Match': tag } });

/** All versions, the newest first. */
export function chartersOf(project_id: string): Promise<Charter[]> {
  const query = (after: string | undefined) => ({ limit: 200, ...(after ? { after } : {}) });
  return everyPage((after) => answer(api.GET('/projects/{project_id}/charters', { params: { path: { project_id }, query: query(after) } })));
}

export function readCharter(charter_id: string): Promise<Seen> {
  return tagged(api.GET('/charters/{charter_id}', { params: { path: { charter_id } } }));
}

/** In the place of the proposal that was seen, where one is open. */
export function propose(project_id: string, id: string, key: string, terms: CharterTerms, note: string, replaces: string | undefined): Promise<Charter> {
  const body = { id, terms, ...(note.trim() ? { note } : {}), ...(replaces === undefined ? {} : { replaces_charter_id: replaces }) };
  return answer(api.POST('/projects/{project_id}/charters', { params: { path: { project_id }, header: { 'Idempotency-Key': key } }, body }));
}

export function sign(seen: Seen, key: string, proof: Given): Promise<Seen> {
  return tagged(api.POST('/charters/{charter_id}/signatures', { params: still(seen, key), body: { text_hash: seen.value.text_hash, ...proof } }));
}

/** What a passkey is asked for that signs just this version. */
export function beginSignature({ value, tag }: Seen): Promise<PasskeyChallenge> {
  const params = { path: { charter_id: value.id }, header: { 'If-Match': tag } };
  return answer(api.POST('/charters/{charter_id}/signatures/challenges', { params, body: { text_hash: value.text_hash } }));
}

export function reject(seen: Seen, key: string, reason: string): Promise<Seen> {
  return tagged(api.POST('/charters/{charter_id}/rejections', { params: still(seen, key), body: { reason } }));
}
