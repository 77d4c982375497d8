// The outbox and the record side by side: what of a project is unsent, and what an event says has been sent.
import type { DureEvent } from '../api/types';
import type { CommentEntry, MessageEntry, OutboxEntry, PlanEntry } from './outbox';

export interface UnsentOf {
  readonly unsent: readonly MessageEntry[];
  readonly pending: readonly PlanEntry[];
  readonly said: readonly CommentEntry[];
}

/** What the outbox holds for a project. */
export function unsentIn(id: string, entries: readonly OutboxEntry[]): UnsentOf {
  const own = entries.filter((entry) => entry.project_id === id);
  return {
    unsent: own.filter((entry): entry is MessageEntry => entry.message !== undefined),
    pending: own.filter((entry): entry is PlanEntry => entry.plan !== undefined),
    said: own.filter((entry): entry is CommentEntry => entry.comment !== undefined),
  };
}

/** All of that in one list. */
export function allUnsent({ unsent, pending, said }: UnsentOf): OutboxEntry[] {
  return [...unsent, ...pending, ...said];
}

/** Ids of what an event made, as the outbox knows them. */
export function madeBy({ kind, message, question, action, milestone, decision, idea, comment }: DureEvent): string[] {
  const item = kind.endsWith('_created') ? (question ?? action ?? milestone ?? decision ?? idea ?? comment) : undefined;
  return [message?.id, item?.id, question?.answer?.id, ...(comment?.answers ?? []).map(({ id }) => id)].filter((id) => id !== undefined);
}
