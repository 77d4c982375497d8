// The outbox and the record side by side: what of a project is unsent, and what an event says has been sent.
import type { DureEvent } from '../api/types';
import type { MessageEntry, OutboxEntry, PlanEntry } from './outbox';

/** What the outbox holds for a project. */
export function unsentIn(id: string, entries: readonly OutboxEntry[]) {
  const own = entries.filter((entry) => entry.project_id === id);
  return {
    unsent: own.filter((entry): entry is MessageEntry => entry.message !== undefined),
    pending: own.filter((entry): entry is PlanEntry => entry.plan !== undefined),
  };
}

/** Ids of what an event made, as the outbox knows them. */
export function madeBy({ kind, message, question, action, milestone, decision, idea }: DureEvent): string[] {
  const item = kind.endsWith('_created') ? (question ?? action ?? milestone ?? decision ?? idea) : undefined;
  return [message?.id, item?.id, question?.answer?.id].filter((id) => id !== undefined);
}
