// Calls about comments.
import { answer, api, everyPage } from '../api/client';
import type { Comment, ImportedComments } from '../api/types';

const keyed = (key: string) => ({ header: { 'Idempotency-Key': key } });

export function commentsOf(design_id: string): Promise<Comment[]> {
  const page = (after: string | undefined) => ({ path: { design_id }, query: { limit: 200, ...(after ? { after } : {}) } });
  return everyPage((after) => answer(api.GET('/designs/{design_id}/comments', { params: page(after) })));
}

export function commentOf(comment_id: string): Promise<Comment> {
  return answer(api.GET('/comments/{comment_id}', { params: { path: { comment_id } } }));
}

/** Makes comments of the topics of a BCF package that was uploaded. */
export function importComments(revision_id: string, key: string, file_id: string): Promise<ImportedComments> {
  return answer(api.POST('/revisions/{revision_id}/comments/import', { params: { path: { revision_id }, ...keyed(key) }, body: { file_id } }));
}

export const FORMATS = ['xlsx', 'bcf21', 'bcf30'] as const;
export type Format = (typeof FORMATS)[number];

/** Where the register is as a file; the browser sends its session along. */
export function registerPath(design_id: string, format: Format): string {
  return `/api/v1/designs/${design_id}/comments/register?format=${format}`;
}
