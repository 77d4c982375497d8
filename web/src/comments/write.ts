// What is said on a design, on its way through the outbox.
import { useSigned } from '../access/signed';
import { useKeptWrite } from '../plan/write';
import type { CommentWrite } from '../sync/comment-write';
import type { Act } from '../ui/form';

/** `done` gets the id of what is made: of a comment, or of an answer. */
export function useSay(projectId: string, done: (id: string) => void): Act<[CommentWrite]> {
  const { engine } = useSigned();
  return useKeptWrite((write: CommentWrite) => engine.outbox.addComment(projectId, write), done);
}
