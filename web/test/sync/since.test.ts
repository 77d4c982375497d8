import { describe, expect, it } from 'vitest';
import type { DureEvent } from '../../src/api/types';
import { MARKER } from '../../src/sync/reducer';
import { notable, since } from '../../src/sync/since';
import { PROJECT, said } from './samples';

const reader = { person: 'me', parties: ['mine'] };
const own = (event: DureEvent): DureEvent => ({ ...event, actor: { person_id: 'me', name: 'Me', firm_id: 'firm' } });
const naming = (event: DureEvent, mention: { person_id?: string; party_id?: string }): DureEvent => ({
  ...event,
  message: { ...event.message!, mentions: [mention] },
});
const item = (seq: number, what: object): DureEvent => ({ ...said(seq), message: undefined, kind: 'plan.any', ...what }) as DureEvent;

describe('since you were here', () => {
  it('counts each event once, in the first group that it belongs to', () => {
    const log = [
      said(1),
      said(2),
      own(said(3)),
      naming(said(4), { person_id: 'me' }),
      naming(said(5), { party_id: 'mine' }),
      naming(said(6), { party_id: 'theirs' }),
      item(7, { decision: { id: 'd', ball: { party_id: 'mine', since: '' } } }),
      item(8, { question: { id: 'q', ball: { party_id: 'mine', since: '' } } }),
      item(9, { action: { id: 'a', ball: { party_id: 'mine', person_id: 'other', since: '' } } }),
      { project_id: PROJECT, seq: 10, kind: MARKER },
    ];
    expect(since(log, 1, reader)).toEqual({ total: 7, decisions: 1, mine: 1, mentions: 2, revised: 0, rest: 3 });
    expect(since(log, 10, reader).total).toBe(0);
  });

  it('counts a thing that changed several times once, as it is now, and neither reactions nor what was deleted', () => {
    const log = [
      item(2, { question: { id: 'q', ball: { party_id: 'mine', since: '' } } }),
      item(3, { question: { id: 'q' } }),
      { ...said(4, 'm'), kind: 'room.reaction_added' },
      { ...said(5, 'gone'), message: { ...said(5, 'gone').message!, body: '', deletion: { at: '', by: said(5).actor! } } },
    ];
    expect(since(log, 1, reader)).toEqual({ total: 1, decisions: 0, mine: 0, mentions: 0, revised: 0, rest: 1 });
  });

  it('names first the decisions, then what is the reader’s turn, then what names them; the newest of each first', () => {
    const log = [
      naming(said(2), { person_id: 'me' }),
      item(3, { question: { id: 'q', ball: { party_id: 'mine', since: '' } } }),
      item(4, { decision: { id: 'd' } }),
      said(5),
      item(6, { action: { id: 'a', ball: { party_id: 'x', person_id: 'me', since: '' } } }),
    ];
    expect(notable(log, 1, reader).map(({ weight, event }) => `${weight} ${event.seq}`)).toEqual(['decisions 4', 'mine 6', 'mine 3', 'mentions 2']);
    expect(notable(log, 6, reader)).toEqual([]);
  });

  it('tells of designs that were looked at and revised since, once each, and of comments that wait', () => {
    const submitted = (seq: number, design_id: string) => item(seq, { kind: 'designs.revision_submitted', revision: { id: `r${seq}`, design_id, label: 'X', submitted_seq: seq } });
    const seen = (submitted_seq: number) => ({ revision_id: 'r', label: 'A', submitted_seq, at: '' });
    const looked = { known: seen(1), newest: seen(6) };
    const log = [
      submitted(2, 'known'),
      submitted(3, 'known'),
      submitted(4, 'never opened'),
      own(submitted(5, 'known')),
      submitted(6, 'newest'),
      item(7, { comment: { id: 'c', ball: { party_id: 'mine', since: '' } } }),
    ];
    expect(since(log, 1, { ...reader, looked })).toEqual({ total: 4, decisions: 0, mine: 1, mentions: 0, revised: 1, rest: 2 });
    const told = notable(log, 1, { ...reader, looked }).map(({ weight, event, seen: before }) => [weight, event.seq, before?.label]);
    expect(told).toEqual([
      ['mine', 7, undefined],
      ['revised', 3, 'A'],
    ]);
    expect(since(log, 1, reader).revised).toBe(0);
  });
});
