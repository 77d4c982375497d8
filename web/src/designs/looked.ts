// What the reader has seen of designs, on whatever device: the server knows, and the last answer is kept here.
import { useKept } from '../access/signed';
import { answer, api, everyPage } from '../api/client';
import type { Design, LookedAt } from '../api/types';

/** What somebody has seen of designs, by their ids. */
export type Looked = Readonly<Record<string, LookedAt>>;

export const lookedKey = (project_id: string) => ['looked', project_id] as const;

async function lookedIn(project_id: string): Promise<Looked> {
  const page = (after: string | undefined) => ({ path: { project_id }, query: { limit: 200, ...(after ? { after } : {}) } });
  const all = await everyPage<Design>((after) => answer(api.GET('/projects/{project_id}/designs', { params: page(after) })));
  return Object.fromEntries(all.flatMap(({ id, looked_at }) => (looked_at ? [[id, looked_at]] : [])));
}

const NOTHING: Looked = {};

export function useLooked(project_id: string, enabled = true): Looked {
  return useKept<Looked>(lookedKey(project_id), () => lookedIn(project_id), { enabled }).data ?? NOTHING;
}
