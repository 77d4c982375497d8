import 'fake-indexeddb/auto';
import { describe, expect, it } from 'vitest';
import type { DureEvent, Message, Snapshot } from '../../src/api/types';
import { askedFor, candidates } from '../../src/rooms/mention-list';
import { seenBy } from '../../src/rooms/seen-line';
import { foundHere } from '../../src/search/found-here';
import { applyEvent } from '../../src/sync/reducer';
import { Store } from '../../src/sync/store';
import { PROJECT, said, snapshot } from '../sync/samples';

const party = (id: string, firm: string, department?: string) => ({
  id,
  project_id: PROJECT,
  firm_id: firm,
  firm_name: firm,
  side: 'customer',
  ...(department ? { department_id: department, department_name: department } : {}),
});
const member = (id: string, name: string, party_id: string) => ({
  project_id: PROJECT,
  person_id: id,
  name,
  firm_id: 'customer',
  party_id,
  role: 'contributor',
});
const state: Snapshot = {
  ...snapshot(),
  parties: [party('own', 'supplier'), party('quality', 'customer', '품질보증'), party('research', 'customer', '연구개발')],
  members: [member('kim', '김설계', 'own'), member('park', '박품질', 'quality'), member('lee', '이연구', 'research')],
  seen: [
    { person_id: 'park', party_id: 'quality', seq: 7 },
    { person_id: 'lee', party_id: 'research', seq: 3 },
  ],
};
const message = (seq: number, more: Partial<Message> = {}): Message => ({ ...said(seq).message!, ...more });
const deleted = (event: DureEvent, seq: number): DureEvent => ({
  ...said(seq),
  kind: 'room.message_deleted',
  message: { ...event.message!, body: '', changed_seq: seq, deletion: { at: '2026-11-22T02:00:00.000Z', by: event.actor! } },
});

describe('who has seen a message', () => {
  it('is told by parties that hear it, without the author’s own', () => {
    expect(seenBy(state, message(5)).map(({ id, people }) => [id, people.map((one) => one.seen)])).toEqual([
      ['quality', [true]],
      ['research', [false]],
    ]);
    expect(seenBy(state, message(5, { audience: ['research', 'own'] })).map(({ id }) => id)).toEqual(['research']);
  });
});

describe('whom the writer may mean', () => {
  it('is asked for by an @ at the beginning of a word', () => {
    expect([askedFor('@'), askedFor('안녕 @박'), askedFor('(@x')]).toEqual(['', '박', 'x']);
    expect([askedFor('mail@x'), askedFor('@a b'), askedFor('no')]).toEqual([undefined, undefined, undefined]);
  });

  it('is a member or party that hears the message, the one that begins so first, never the writer', () => {
    const names = (asked: string, audience?: string[]) => candidates(state, asked, audience, 'kim').map((one) => one.name);
    expect(names('품')).toEqual(['품질보증', '박품질']);
    expect(names('')).not.toContain('김설계');
    expect(names('', ['quality'])).toEqual(['박품질', 'supplier', '품질보증']);
  });
});

describe('a deleted message', () => {
  it('leaves no words on the device: not in the state, not in events kept before', async () => {
    const store = await Store.open('person-of-tombstones');
    const before = snapshot(3);
    await store.restart(before);
    const first = said(4, 'secret', 'The price is 12.');
    const posted = applyEvent(before, first).state;
    await store.advance(posted, [first, said(5)].slice(0, 1));
    const gone = deleted(first, 5);
    const after = applyEvent(posted, gone).state;
    await store.advance(after, [gone]);
    const kept = [await store.room(PROJECT), await store.eventsUpTo(PROJECT, 5, 10)];
    expect(JSON.stringify(kept)).not.toContain('price');
    expect(after.messages.at(-1)).toMatchObject({ id: 'secret', body: '' });
    store.close();
  });

  it('is not found, and neither is what is not kept', () => {
    const first = said(4, 'secret', '단가 12');
    const log = [said(3, 'kept', 'El DISEÑO'), first, deleted(first, 5)];
    const found = (asked: string) => foundHere({ id: PROJECT, log, state }, asked).map((hit) => hit.id);
    expect([found('단가'), found('diseno'), found('nothing')]).toEqual([[], ['kept'], []]);
  });
});

describe('what changes of a message beyond the window', () => {
  it('does not bring it back', () => {
    const changed = { ...said(4, 'old'), kind: 'room.reaction_added', message: message(1, { id: 'old', changed_seq: 4 }) };
    const step = applyEvent(snapshot(3), changed);
    expect(step.state.messages).toEqual([]);
    expect(step.state.as_of_seq).toBe(4);
  });
});
