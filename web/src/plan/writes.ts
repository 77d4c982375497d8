// What a person writes in the plan, as changes that the outbox sends. Pure.
import type { ItemChange, ItemDraft, PlanWrite } from '../sync/plan-write';
import type { Kind, Planned } from './turns';

export interface Given {
  title: string;
  body: string;
  due_on: string;
  /** `party:<id>`, `person:<id>`, or empty for the writer. */
  owner: string;
}

export const FIELDS = ['title', 'body', 'due_on', 'owner_party_id', 'owner_person_id'].map((field) => `/${field}`);

/** Whether this kind is somebody's, and has a day. */
export function isOwed(kind: Kind): kind is 'milestone' | 'action' | 'question' {
  return kind === 'milestone' || kind === 'action' || kind === 'question';
}

export function ownerOf(planned: Planned): string {
  if (planned.kind === 'decision' || planned.kind === 'idea') return '';
  const { owner_party_id, owner_person_id } = planned.item;
  return owner_person_id ? `person:${owner_person_id}` : `party:${owner_party_id}`;
}

function owner(chosen: string) {
  const [kind, id] = chosen.split(':');
  if (!id) return {};
  return kind === 'party' ? { owner_party_id: id } : { owner_person_id: id };
}

/** Where an item comes from: it stays linked to the message, and to the running meeting that writes it down. */
export type Origin = Pick<ItemDraft, 'message_id' | 'meeting_id'>;

export function created(kind: Kind, given: Given, origin: Origin = {}): PlanWrite {
  const note = { title: given.title, ...(given.body.trim() ? { body: given.body } : {}), ...origin };
  const owed = { ...owner(given.owner), ...(given.due_on ? { due_on: given.due_on } : {}) };
  return { act: 'create', kind, draft: isOwed(kind) ? { ...note, ...owed } : note };
}

export function updated({ kind, item }: Planned, change: ItemChange): PlanWrite {
  return { act: 'update', kind, item_id: item.id, change };
}

export function replied(question_id: string, body: string): PlanWrite {
  return { act: 'answer', item_id: question_id, body };
}

/** What differs from the item as it stands. */
export function changesOf(planned: Planned, given: Given): ItemChange {
  const { item, kind } = planned;
  const clear: string[] = [];
  if (item.body !== undefined && !given.body.trim()) clear.push('body');
  const note = {
    ...(given.title !== item.title ? { title: given.title } : {}),
    ...(given.body.trim() && given.body !== item.body ? { body: given.body } : {}),
  };
  if (kind === 'decision' || kind === 'idea') return { ...note, clear };
  if (item.due_on !== undefined && !given.due_on) clear.push('due_on');
  return {
    ...note,
    ...(given.due_on && given.due_on !== item.due_on ? { due_on: given.due_on } : {}),
    ...(given.owner !== ownerOf(planned) ? owner(given.owner) : {}),
    clear,
  };
}
