// What a person does with a message. Each needs the server: what changes comes back as an event.
import { answer, api } from '../api/client';
import type { Mention, Message } from '../api/types';
import { newId } from '../sync/ids';
import { unsigned } from './words';

const path = (message: Pick<Message, 'id'>) => ({ path: { message_id: message.id } });

export function editMessage(id: string, body: string, mentions: Mention[] | undefined): Promise<Message> {
  return answer(
    api.PATCH('/messages/{message_id}', {
      params: { path: { message_id: id }, header: { 'Idempotency-Key': newId() } },
      body: { body, ...(mentions ? { mentions } : {}) },
    }),
  );
}

export function deleteMessage(message: Message, reason: string): Promise<Message> {
  const query = reason ? { reason } : {};
  return answer(api.DELETE('/messages/{message_id}', { params: { ...path(message), query } }));
}

export async function react(message: Message, emoji: string, person: string): Promise<void> {
  const mine = message.reactions?.find((one) => one.emoji === emoji)?.person_ids.includes(person);
  const params = { path: { message_id: message.id, emoji } };
  await answer(
    mine
      ? api.DELETE('/messages/{message_id}/reactions/{emoji}', { params })
      : api.PUT('/messages/{message_id}/reactions/{emoji}', { params }),
  );
}

export async function versionsOf(message: Message) {
  return (await answer(api.GET('/messages/{message_id}/versions', { params: path(message) }))).items;
}

export const MADE = ['decision', 'question', 'action', 'idea'] as const;
export type Made = (typeof MADE)[number];
const LONGEST_TITLE = 200;

/** A thing of the plan from a message: its first line is the title, the message stays beside it. */
export function makeFrom(message: Message, what: Made, key: string): Promise<{ id: string }> {
  const first = message.body.split('\n').find((line) => line.trim() !== '') ?? '';
  const title = [...unsigned(first).trim()].slice(0, LONGEST_TITLE).join('');
  const params = { path: { project_id: message.project_id }, header: { 'Idempotency-Key': key } };
  const body = { title, message_id: message.id };
  switch (what) {
    case 'decision':
      return answer(api.POST('/projects/{project_id}/decisions', { params, body }));
    case 'question': {
      // A question needs somebody who is asked: who said it. In the plan it can be given to others.
      const asked = { ...body, owner_person_id: message.author.person_id };
      return answer(api.POST('/projects/{project_id}/questions', { params, body: asked }));
    }
    case 'action':
      return answer(api.POST('/projects/{project_id}/actions', { params, body }));
    case 'idea':
      return answer(api.POST('/projects/{project_id}/ideas', { params, body }));
  }
}
