import { describe, expect, it } from 'vitest';
import { applyEvent, fold, MARKER, MESSAGE_WINDOW, withSeen } from '../../src/sync/reducer';
import { PROJECT, said, snapshot } from './samples';

const member = (person_id: string, role = 'contributor') => ({
  project_id: PROJECT,
  person_id,
  name: person_id,
  firm_id: 'supplier',
  party_id: 'party',
  role,
});

describe('the reducer', () => {
  it('applies only the event that follows', () => {
    const state = snapshot(3);
    expect(applyEvent(state, said(4)).outcome).toBe('applied');
    expect(applyEvent(state, said(3))).toEqual({ outcome: 'known', state });
    expect(applyEvent(state, said(5))).toEqual({ outcome: 'gap', state });
  });

  it('does not change the state it was given', () => {
    const state = snapshot(3);
    const before = structuredClone(state);
    fold(state, [said(4), said(5)]);
    expect(state).toEqual(before);
  });

  it('moves on over a marker and over a kind it does not know', () => {
    const after = fold(snapshot(3), [
      { project_id: PROJECT, seq: 4, kind: MARKER },
      { project_id: PROJECT, seq: 5, kind: 'weather.turned_fine', member: member('kim') },
    ]);
    expect(after.as_of_seq).toBe(5);
    expect(after.members).toHaveLength(1);
  });

  it('keeps who has read in the order of joining, whoever reads first, and never back', () => {
    const state = { ...snapshot(9), members: [member('kim'), member('lee')] };
    const by = (person_id: string, seq: number) => ({ person_id, party_id: 'party', seq });
    const seen = [by('lee', 4), by('kim', 6), by('lee', 3)].reduce(withSeen, state).seen;
    expect(seen).toEqual([by('kim', 6), by('lee', 4)]);
  });

  it('keeps members in the order of joining, changed in place, gone when removed', () => {
    const joined = fold(snapshot(0), [
      { project_id: PROJECT, seq: 1, kind: 'projects.member_added', member: member('kim') },
      { project_id: PROJECT, seq: 2, kind: 'projects.member_added', member: member('lee') },
      { project_id: PROJECT, seq: 3, kind: 'projects.member_updated', member: member('kim', 'lead') },
    ]);
    expect(joined.members.map((each) => [each.person_id, each.role])).toEqual([
      ['kim', 'lead'],
      ['lee', 'contributor'],
    ]);
    const left = fold(joined, [
      { project_id: PROJECT, seq: 4, kind: 'projects.member_removed', removed: { kind: 'member', id: 'kim' } },
      { project_id: PROJECT, seq: 5, kind: 'projects.member_added', member: member('kim') },
    ]);
    expect(left.members.map((each) => each.person_id)).toEqual(['lee', 'kim']);
  });

  it('keeps the last fifty messages in the order of the record', () => {
    const events = Array.from({ length: 60 }, (_, at) => said(at + 1));
    const { messages } = fold(snapshot(0), events);
    expect(messages).toHaveLength(MESSAGE_WINDOW);
    expect(messages[0]?.seq).toBe(11);
    expect(messages.at(-1)?.seq).toBe(60);
  });

  it('changes a message in place and leaves one alone that fell out of the window', () => {
    const full = fold(snapshot(0), Array.from({ length: 60 }, (_, at) => said(at + 1)));
    const changed = said(30, 'message-30', 'other words').message!;
    const old = said(2, 'message-2', 'other words').message!;
    const after = fold(full, [
      { project_id: PROJECT, seq: 61, kind: 'room.message_updated', message: changed },
      { project_id: PROJECT, seq: 62, kind: 'room.message_updated', message: old },
    ]);
    expect(after.messages).toHaveLength(MESSAGE_WINDOW);
    expect(after.messages.find((each) => each.id === 'message-30')?.body).toBe('other words');
    expect(after.messages.some((each) => each.id === 'message-2')).toBe(false);
  });

  it('replaces phases as a whole', () => {
    const phase = { id: 'p', project_id: PROJECT, key: 'design', position: 1, state: 'running', progress: 10 };
    const after = fold(snapshot(3), [{ project_id: PROJECT, seq: 4, kind: 'projects.phase_updated', phases: [phase] }]);
    expect(after.phases).toEqual([phase]);
  });
});
