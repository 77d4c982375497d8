// What a person does with a message. Each needs the server: what changes comes back as an event.
import { answer, api } from '../api/client';
import type { Mention, Message } from '../api/types';
import type { Given, Origin } from '../plan/writes';
import { newId } from '../sync/ids';
import { onlyLinks } from './titled';
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
const LONGEST_BODY = 2_000;

/**
 * Words as an item of the plan: their first line as the title, all of them below where that is not all. `titled` puts
 * titles where links stand; of links alone comes no title.
 */
export function givenBy(said: string, titled: (words: string) => string = (words) => words): Partial<Given> {
  const body = titled(said);
  const lines = body.split('\n').filter((line) => line.trim() !== '');
  const title = onlyLinks(said) ? [] : [...unsigned(lines[0] ?? '').trim()];
  return {
    title: title.slice(0, LONGEST_TITLE).join(''),
    ...(title.length > LONGEST_TITLE || lines.length > 1 ? { body: [...body].slice(0, LONGEST_BODY).join('') } : {}),
  };
}

/** A thing of the plan made of a message: who said it is asked, the message stays beside it. */
export function madeFrom(message: Message, kind: Made, titled?: (words: string) => string): { kind: Made; given: Partial<Given>; origin: Origin } {
  const asked = kind === 'question' ? { owner: `person:${message.author.person_id}` } : {};
  return { kind, given: { ...givenBy(message.body, titled), ...asked }, origin: { message_id: message.id } };
}
