// Which meetings people must look at, and for whom a page waits.
import { describe, expect, it } from 'vitest';
import type { DureEvent, Meeting } from '../../src/api/types';
import { mayOrganize, mayPlan, speaksFor, standing, waitingFor } from '../../src/meetings/states';
import { changesOf, type Given } from '../../src/meetings/writes';
import { isWhole, KEPT_EVENTS } from '../../src/sync/plan';
import { fold, MARKER } from '../../src/sync/reducer';
import { PROJECT, snapshot } from '../sync/samples';

const actor = { person_id: 'kim', name: 'Kim', firm_id: 'supplier' };

function meeting(change: Partial<Meeting> = {}): Meeting {
  return {
    id: 'm',
    project_id: PROJECT,
    title: 'Weekly',
    starts_at: '2026-11-26T00:00:00.000Z',
    minutes: 60,
    time_zone: 'Asia/Seoul',
    state: 'planned',
    author: actor,
    created_at: '2026-11-20T00:00:00.000Z',
    created_seq: 1,
    sequence: 0,
    confirmations: [],
    ...change,
  };
}

const word = (side: string) => ({ side, author: actor, firm_name: 'F', at: '2026-11-26T02:00:00.000Z' });

describe('meetings that stand', () => {
  it('are the running one, then pages that wait, then those ahead, soonest first', () => {
    const all = [
      meeting({ id: 'later', starts_at: '2026-12-24T00:00:00.000Z' }),
      meeting({ id: 'soon' }),
      meeting({ id: 'waits', state: 'closed', ended_at: '2026-11-20T00:00:00.000Z' }),
      meeting({ id: 'gone', state: 'cancelled', closed_seq: 9 }),
      meeting({ id: 'now', state: 'running' }),
    ];
    expect(standing({ meetings: all }).map(({ id }) => id)).toEqual(['now', 'waits', 'soon', 'later']);
  });

  it('wait for each side that has not said its word, since the page was made', () => {
    const closed = meeting({ state: 'closed', ended_at: '2026-11-26T01:00:00.000Z' });
    const now = Date.parse('2026-11-28T02:00:00.000Z');
    expect(waitingFor(closed, now)).toEqual({ sides: ['customer', 'supplier'], days: 2 });
    expect(waitingFor({ ...closed, confirmations: [word('supplier')] }, now)).toEqual({ sides: ['customer'], days: 2 });
    expect(waitingFor({ ...closed, confirmations: [word('supplier'), word('customer')] }, now)).toBeUndefined();
    expect(waitingFor(closed, Date.parse('2026-11-01T00:00:00.000Z'))?.days).toBe(0);
    expect(waitingFor(meeting(), now)).toBeUndefined();
  });

  it('are planned by leads and contributors, and seen to by their organizer or a lead', () => {
    expect(['lead', 'contributor', 'approver', 'observer', ''].map(mayPlan)).toEqual([true, true, false, false, false]);
    const may = (person_id: string, role: string) => mayOrganize(meeting(), { person_id, role });
    expect([may('kim', 'contributor'), may('lee', 'contributor'), may('lee', 'lead'), may('kim', 'observer')]).toEqual([true, false, true, false]);
  });
});

describe('meetings in the state', () => {
  const happened = (seq: number, change: Partial<Meeting>): DureEvent => ({
    project_id: PROJECT,
    seq,
    kind: 'meetings.meeting_changed',
    at: '2026-11-22T00:00:00.000Z',
    actor,
    meeting: meeting(change),
  });

  it('stay until they are settled, and 500 events after that', () => {
    const settled = fold(snapshot(3), [happened(4, { state: 'closed', created_seq: 4 }), happened(5, { state: 'closed', created_seq: 4, closed_seq: 5 })]);
    expect(settled.meetings).toHaveLength(1);
    const markers = Array.from({ length: KEPT_EVENTS }, (_, at): DureEvent => ({ project_id: PROJECT, seq: 6 + at, kind: MARKER }));
    expect(fold(settled, markers.slice(0, -1)).meetings).toHaveLength(1);
    expect(fold(settled, markers).meetings).toEqual([]);
  });

  it('were not there before: such a state is asked for anew', () => {
    const { meetings: _, ...old } = snapshot();
    expect([isWhole(old), isWhole(snapshot())]).toEqual([false, true]);
  });
});

describe('a change', () => {
  const given = (change: Partial<Given> = {}): Given => ({
    title: 'Weekly',
    agenda: '',
    starts_at: '2026-11-26T09:00:00+09:00',
    minutes: 60,
    time_zone: 'Asia/Seoul',
    video: 'none',
    video_url: '',
    party_ids: [],
    ...change,
  });

  it('says what differs and no more', () => {
    expect(changesOf(meeting(), given())).toEqual({});
    expect(changesOf(meeting(), given({ starts_at: '2026-11-26T01:00:00Z', minutes: 30 }))).toEqual({ starts_at: '2026-11-26T01:00:00Z', minutes: 30 });
    const full = meeting({ agenda: '1.', video_url: 'https://a.example/', party_ids: ['a', 'b'] });
    expect(changesOf(full, given())).toEqual({ clear: ['agenda', 'video_url', 'party_ids'] });
    expect(changesOf(full, given({ agenda: '1.', video: 'own', video_url: 'https://a.example/', party_ids: ['b', 'a'] }))).toEqual({});
    expect(changesOf(full, given({ agenda: '1.', video: 'made', party_ids: ['a'] }))).toEqual({ video: true, party_ids: ['a'] });
  });

  it('of a running one leaves its time alone', () => {
    const running = meeting({ state: 'running' });
    expect(changesOf(running, given({ starts_at: '2030-01-01T00:00:00Z', minutes: 5, title: 'Motor' }))).toEqual({ title: 'Motor' });
  });
});

describe('who confirms', () => {
  it('are the leads of a side, and where it has none its contributors and approvers', () => {
    const party = (id: string, side: string) => ({ id, project_id: PROJECT, firm_id: id, firm_name: id, side });
    const member = (person_id: string, party_id: string, role: string) => ({ project_id: PROJECT, person_id, name: person_id, firm_id: party_id, party_id, role });
    const state = {
      ...snapshot(),
      parties: [party('buyer', 'customer'), party('maker', 'supplier'), party('office', 'coordinator')],
      members: [
        member('ann', 'buyer', 'lead'),
        member('bob', 'buyer', 'approver'),
        member('kim', 'maker', 'contributor'),
        member('lee', 'maker', 'observer'),
        member('han', 'office', 'lead'),
      ],
    };
    expect(['ann', 'bob', 'kim', 'lee', 'han', 'nobody'].map((id) => speaksFor(state, id))).toEqual(['customer', undefined, 'supplier', undefined, undefined, undefined]);
  });
});
