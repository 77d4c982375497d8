// Writes to the plan, one call per kind of item.
import { answer, api } from '../api/client';
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

/** `meeting_id` names the running meeting that writes it down. */
export function create(kind: Kind, project_id: string, id: string, key: string, given: Given, meeting_id?: string): Promise<unknown> {
  const params = { path: { project_id }, header: { 'Idempotency-Key': key } };
  const meeting = meeting_id ? { meeting_id } : {};
  const note = { id, title: given.title, ...(given.body.trim() ? { body: given.body } : {}), ...meeting };
  const owed = { ...note, ...owner(given.owner), ...(given.due_on ? { due_on: given.due_on } : {}) };
  switch (kind) {
    case 'milestone':
      return answer(api.POST('/projects/{project_id}/milestones', { params, body: owed }));
    case 'action':
      return answer(api.POST('/projects/{project_id}/actions', { params, body: owed }));
    case 'question':
      return answer(api.POST('/projects/{project_id}/questions', { params, body: owed }));
    case 'decision':
      return answer(api.POST('/projects/{project_id}/decisions', { params, body: note }));
    case 'idea':
      return answer(api.POST('/projects/{project_id}/ideas', { params, body: note }));
  }
}

/** What differs from the item as it stands. */
export function changesOf(planned: Planned, given: Given) {
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

interface ItemChange {
  title?: string;
  body?: string;
  due_on?: string;
  owner_party_id?: string;
  owner_person_id?: string;
  state?: string;
  reason?: string;
  clear?: string[];
}

export function update({ kind, item }: Planned, key: string, body: ItemChange): Promise<unknown> {
  const header = { 'Idempotency-Key': key };
  const { project_id } = item;
  switch (kind) {
    case 'milestone': {
      const params = { path: { project_id, milestone_id: item.id }, header };
      return answer(api.PATCH('/projects/{project_id}/milestones/{milestone_id}', { params, body }));
    }
    case 'action': {
      const params = { path: { project_id, action_id: item.id }, header };
      return answer(api.PATCH('/projects/{project_id}/actions/{action_id}', { params, body }));
    }
    case 'question': {
      const params = { path: { project_id, question_id: item.id }, header };
      return answer(api.PATCH('/projects/{project_id}/questions/{question_id}', { params, body }));
    }
    case 'decision': {
      const params = { path: { project_id, decision_id: item.id }, header };
      return answer(api.PATCH('/projects/{project_id}/decisions/{decision_id}', { params, body }));
    }
    case 'idea': {
      const params = { path: { project_id, idea_id: item.id }, header };
      return answer(api.PATCH('/projects/{project_id}/ideas/{idea_id}', { params, body }));
    }
  }
}

export function reply(question_id: string, id: string, key: string, body: string): Promise<unknown> {
  const params = { path: { question_id }, header: { 'Idempotency-Key': key } };
  return answer(api.POST('/questions/{question_id}/answers', { params, body: { id, body } }));
}
