// Calls about markups.
import { answer, api, everyPage } from '../api/client';
import type { Markup } from '../api/types';
import type { Shape } from '../viewers/view';
import type { Drawn } from './drafting';
import { pointed } from './layers';

const keyed = (key: string) => ({ header: { 'Idempotency-Key': key } });

export function markupsOf(revision_id: string): Promise<Markup[]> {
  const page = (after: string | undefined) => ({ path: { revision_id }, query: { limit: 200, ...(after ? { after } : {}) } });
  return everyPage((after) => answer(api.GET('/revisions/{revision_id}/markups', { params: page(after) })));
}

/** Begins a draft; sent again it is the same one, as it stands. */
export function begin(revision_id: string, file_id: string, { id, ground, shapes }: Drawn): Promise<Markup> {
  const body = { id, file_id, ...pointed(ground), shapes: [...shapes] };
  return answer(api.POST('/revisions/{revision_id}/markups', { params: { path: { revision_id }, ...keyed(id) }, body }));
}

export function redraw(markup_id: string, shapes: readonly Shape[]): Promise<Markup> {
  return answer(api.PATCH('/markups/{markup_id}', { params: { path: { markup_id } }, body: { shapes: [...shapes] } }));
}

/** Publishes what stands on the screen, whatever was saved before. */
export function publish(markup_id: string, key: string, shapes: readonly Shape[]): Promise<Markup> {
  const params = { path: { markup_id }, ...keyed(key) };
  return answer(api.POST('/markups/{markup_id}/publication', { params, body: { shapes: [...shapes] } }));
}

export async function discard(markup_id: string): Promise<void> {
  await answer(api.DELETE('/markups/{markup_id}', { params: { path: { markup_id } } }));
}
