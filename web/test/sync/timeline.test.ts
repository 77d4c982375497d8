import { describe, expect, it } from 'vitest';
import type { DureEvent } from '../../src/api/types';
import { folds, timeline, type TimelineInput } from '../../src/rooms/timeline';
import type { MessageEntry } from '../../src/sync/outbox';
import { MARKER } from '../../src/sync/reducer';
import { PROJECT, said } from './samples';

const rows = (input: Partial<TimelineInput>) =>
  timeline({ log: [], messages: [], unsent: [], readBefore: 0, me: 'me', parties: [], dayKey: (at) => at.slice(0, 10), ...input });
const kinds = (input: Partial<TimelineInput>) => rows(input).map((row) => row.kind);

const joined = (seq: number): DureEvent => ({ ...said(seq), kind: 'projects.member_added', message: undefined });
const marker = (seq: number): DureEvent => ({ project_id: PROJECT, seq, kind: MARKER });
const entry = (id: string, reply_to?: string): MessageEntry => ({
  id,
  idempotency_key: 'key',
  project_id: PROJECT,
  message: { id, body: 'later', ...(reply_to ? { reply_to } : {}) },
  written_at: '2026-11-22T01:00:00.000Z',
  state: 'waiting',
  attempts: 0,
  next_at: 0,
});

describe('the time line', () => {
  it('puts words, events and what is not yet sent on one line', () => {
    const log = [joined(1), said(2), marker(3), said(4)];
    expect(kinds({ log, unsent: [entry('x')] })).toEqual([
      'start',
      'day',
      'happened',
      'message',
      'hidden',
      'message',
      'unsent',
    ]);
  });

  it('gathers events of one kind and hidden items that follow each other', () => {
    const found = rows({ log: [joined(2), joined(3), joined(4), marker(5), marker(6)] });
    expect(found.find((row) => row.kind === 'happened')).toMatchObject({ events: { length: 3 } });
    expect(found.find((row) => row.kind === 'hidden')).toMatchObject({ count: 2 });
  });

  it('gathers what happens to one meeting, whatever it is, and folds it to the last', () => {
    const held = (seq: number, id: string, what: string) => ({ ...joined(seq), kind: `meetings.meeting_${what}`, meeting: { id } }) as DureEvent;
    const log = [held(2, 'a', 'planned'), held(3, 'a', 'started'), held(4, 'b', 'planned'), joined(5), joined(6)];
    const runs = rows({ log }).flatMap((row) => (row.kind === 'happened' ? [row.events] : []));
    expect(runs.map((events) => events.map(({ seq }) => seq))).toEqual([[2, 3], [4], [5, 6]]);
    expect(runs.map(folds)).toEqual([true, false, false]);
  });

  it('divides what is new from what was read, once, and not before own words', () => {
    const own = { ...said(4), actor: { person_id: 'me', name: 'Me', firm_id: 'f' } };
    const found = rows({ log: [said(2), said(3), own, said(5), said(6)], readBefore: 3 });
    const at = found.findIndex((row) => row.kind === 'unread');
    expect(found.filter((row) => row.kind === 'unread')).toHaveLength(1);
    expect(found[at]).toMatchObject({ since: { total: 2, rest: 2 } });
    expect(found[at + 1]).toMatchObject({ kind: 'message', seq: 5 });
  });

  it('does not call new what comes while the reader looks', () => {
    const log = [said(2), said(3), said(4)];
    expect(rows({ log, readBefore: 2, newUpTo: 3 }).find((row) => row.kind === 'unread')).toMatchObject({ since: { total: 1 } });
    expect(kinds({ log, readBefore: 3, newUpTo: 3 })).not.toContain('unread');
  });

  it('does not divide a room that was never read', () => {
    expect(kinds({ log: [said(1), said(2)] })).not.toContain('unread');
  });

  it('does not show an unsent message beside its event', () => {
    expect(kinds({ log: [said(2, 'x')], unsent: [entry('x')] })).not.toContain('unsent');
  });

  it('shows the newest version of a message where it was said', () => {
    const changed = { ...said(2).message!, body: 'other words' };
    expect(rows({ log: [said(2)], messages: [changed] }).at(-1)).toMatchObject({ message: { body: 'other words' } });
  });

  it('quotes what is answered, and knows when it is further back', () => {
    const found = rows({ log: [said(2)], unsent: [entry('x', 'message-2'), entry('y', 'long-ago')] });
    expect(found.at(-2)).toMatchObject({ quoted: { id: 'message-2' } });
    expect(found.at(-1)).toMatchObject({ quoted: undefined });
  });

  it('keeps keys distinct', () => {
    const log = [joined(1), said(2), marker(3), joined(4), said(5), joined(6), joined(7)];
    const keys = rows({ log, unsent: [entry('x')], readBefore: 2 }).map((row) => row.key);
    expect(new Set(keys).size).toBe(keys.length);
  });
});
