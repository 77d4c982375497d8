// What a person says on designs, as the outbox keeps it until the server has it.
import { answer, api } from '../api/client';
import type { Anchor } from '../api/types';

export interface GivenComment {
  body: string;
  blocking: boolean;
  anchor?: Anchor;
}

export type CommentWrite =
  | { act: 'create'; design_id: string; revision_id: string; given: GivenComment }
  | { act: 'answer'; design_id: string; comment_id: string; kind: string; body: string }
  | { act: 'close'; design_id: string; comment_id: string; kind: string; reason?: string };

interface Sent {
  /** Of what is made here: a comment, or an answer. */
  id: string;
  idempotency_key: string;
  comment: CommentWrite;
}

/** Sends it; answers with its place in the record. */
export async function sendCommentWrite({ id, idempotency_key, comment }: Sent): Promise<{ seq: number }> {
  const header = { 'Idempotency-Key': idempotency_key };
  const made = await send();
  return { seq: made.seq ?? 0 };

  function send(): Promise<{ seq?: number }> {
    switch (comment.act) {
      case 'create': {
        const params = { path: { revision_id: comment.revision_id }, header };
        return answer(api.POST('/revisions/{revision_id}/comments', { params, body: { id, ...comment.given } }));
      }
      case 'answer': {
        const params = { path: { comment_id: comment.comment_id }, header };
        return answer(api.POST('/comments/{comment_id}/answers', { params, body: { id, kind: comment.kind, body: comment.body } }));
      }
      case 'close': {
        const { kind, reason } = comment;
        const params = { path: { comment_id: comment.comment_id }, header };
        return answer(api.POST('/comments/{comment_id}/closure', { params, body: { kind, ...(reason ? { reason } : {}) } }));
      }
    }
  }
}
