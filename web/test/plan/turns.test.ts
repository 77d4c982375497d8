// Who is asked to act, what is late, and who may do what: as the server decides it.
import { describe, expect, it } from 'vitest';
import type { Action, Ball, Comment, Question, Snapshot } from '../../src/api/types';
import { dayNumber, ganttOf } from '../../src/plan/gantt-rows';
import { byTurn, isMine, lateness, mayAnswer, mayEdit, mayWrite, meIn, mostPressed, nextStates, type Planned } from '../../src/plan/turns';
import { changesOf } from '../../src/plan/writes';
import { snapshot } from '../sync/samples';

const author = { person_id: 'kim', name: 'Kim', firm_id: 'supplier' };
const party = (id: string, firm_id: string, department_id?: string) => ({
  id,
  project_id: 'p',
  firm_id,
  firm_name: firm_id,
  side: 'supplier',
  ...(department_id ? { department_id, department_name: department_id } : {}),
});
const member = (person_id: string, firm_id: string, party_id: string, role: string) => ({
  project_id: 'p',
  person_id,
  name: person_id,
  firm_id,
  party_id,
  role,
});

function state(change: Partial<Snapshot> = {}): Snapshot {
  return {
    ...snapshot(),
    parties: [party('supplier-party', 'supplier'), party('customer-party', 'customer'), party('quality', 'customer', 'qa')],
    members: [
      member('kim', 'supplier', 'supplier-party', 'lead'),
      member('lee', 'customer', 'quality', 'approver'),
      member('park', 'customer', 'customer-party', 'contributor'),
      member('choi', 'supplier', 'supplier-party', 'observer'),
    ],
    ...change,
  };
}

function action(id: string, change: Partial<Action> = {}): Action {
  const owner_party_id = change.owner_party_id ?? 'quality';
  return {
    id,
    project_id: 'p',
    title: id,
    state: 'open',
    author,
    created_at: '2026-11-22T00:00:00.000Z',
    created_seq: Number(id),
    owner_party_id,
    ball: { party_id: owner_party_id, since: '2026-11-22T00:00:00.000Z' },
    ...change,
  };
}

function question(id: string, change: Partial<Question> = {}): Question {
  return { ...action(id), asker_party_id: 'supplier-party', asker_person_id: 'kim', answer_count: 0, ...change };
}

const as = (kind: 'action' | 'question', item: Action | Question) => ({ kind, item }) as Planned;
const of = (person: string) => meIn(state(), person);

describe('whose turn it is', () => {
  it('is mine by name, or by my department or firm when nobody is named', () => {
    const ball = { party_id: 'quality', since: '' };
    expect(isMine(ball, of('lee'))).toBe(true);
    expect(isMine({ ...ball, person_id: 'lee' }, of('lee'))).toBe(true);
    expect(isMine({ ...ball, person_id: 'park' }, of('lee'))).toBe(false);
    expect(isMine({ ...ball, party_id: 'customer-party' }, of('lee'))).toBe(true);
    expect(isMine(ball, of('park'))).toBe(false);
    expect(isMine(ball, of('kim'))).toBe(false);
  });

  it('comes first when it is mine, then by the most pressing day', () => {
    const actions = [
      action('1', { due_on: '2026-12-05' }),
      action('2', { owner_party_id: 'customer-party', due_on: '2026-12-01' }),
      action('3', { due_on: '2026-12-02' }),
      action('4', { owner_party_id: 'supplier-party' }),
      action('5', { state: 'done', closed_seq: 9, ball: undefined }),
    ];
    const groups = byTurn(state({ actions }), of('kim'));
    expect(groups.map((group) => [group.key, group.items.map((each) => each.item.id)])).toEqual([
      ['mine', ['4']],
      ['customer-party', ['2']],
      ['quality', ['3', '1']],
    ]);
  });

  it('is late after its day, soon on it and the day before', () => {
    const on = (due_on: string) => lateness(as('action', action('1', { due_on })), '2026-12-01');
    expect([on('2026-11-30'), on('2026-12-01'), on('2026-12-02'), on('2026-12-03')]).toEqual(['late', 'soon', 'soon', undefined]);
    expect(lateness(as('action', action('1', { due_on: '2026-11-30', closed_seq: 9 })), '2026-12-01')).toBeUndefined();
  });
});

describe('who may', () => {
  it('write: everyone asks but observers, contributors plan, approvers decide', () => {
    const may = (person: string) => (['milestone', 'action', 'question', 'decision', 'idea'] as const).filter((kind) => mayWrite(kind, of(person)));
    expect(may('kim')).toEqual(['milestone', 'action', 'question', 'decision', 'idea']);
    expect(may('lee')).toEqual(['question', 'decision', 'idea']);
    expect(may('park')).toEqual(['milestone', 'action', 'question', 'idea']);
    expect(may('choi')).toEqual([]);
    expect(may('stranger')).toEqual([]);
  });

  it('answer and change: what is theirs; who asks closes', () => {
    const asked = question('1');
    expect([mayAnswer(asked, of('lee')), mayAnswer(asked, of('park')), mayAnswer(asked, of('kim')), mayAnswer(asked, of('choi'))]).toEqual([true, false, true, false]);
    expect(mayAnswer({ ...asked, closed_seq: 4 }, of('lee'))).toBe(false);
    expect(nextStates(as('question', asked), of('lee'))).toEqual([]);
    expect(nextStates(as('question', { ...asked, state: 'answered' }), of('kim'))).toEqual(['closed', 'open']);
    expect(mayEdit(as('action', action('1')), of('lee'))).toBe(true);
    expect(mayEdit(as('action', action('1', { owner_party_id: 'supplier-party' })), of('choi'))).toBe(false);
    expect(nextStates(as('action', action('1', { state: 'done', closed_seq: 3 })), of('lee'))).toEqual(['open']);
  });
});

describe('a change', () => {
  it('sends only what differs, and empties what was emptied', () => {
    const planned = as('action', action('1', { body: 'long', due_on: '2026-12-01' }));
    const given = { title: '1', body: ' ', due_on: '2026-12-02', owner: 'person:lee' };
    expect(changesOf(planned, given)).toEqual({ due_on: '2026-12-02', owner_person_id: 'lee', clear: ['body'] });
    expect(changesOf(planned, { title: '1', body: 'long', due_on: '', owner: 'party:quality' })).toEqual({ clear: ['due_on'] });
  });
});

describe('the time scale', () => {
  it('puts each phase after the one before it and has room for every day', () => {
    const phase = (id: string, due_on?: string) => ({ id, project_id: 'p', key: id, position: 1, state: 'planned', progress: 0, ...(due_on ? { due_on } : {}) });
    const phases = [phase('kickoff', '2026-12-01'), phase('design'), phase('build', '2027-02-01'), phase('early', '2027-01-15')];
    const scale = ganttOf(state({ phases, actions: [action('1', { due_on: '2027-05-31' })] }), '2026-11-25')!;
    const spans = scale.rows.map((row) => (row.kind === 'phase' ? [row.key, row.to - row.from] : [row.key, row.points.length]));
    expect(spans).toEqual([['kickoff', 9], ['build', 62], ['early', 0], ['owed', 1]]);
    expect(scale.from).toBeLessThan(dayNumber('2026-11-22'));
    expect(scale.to).toBeGreaterThan(dayNumber('2027-05-31'));
    expect(scale.months).toHaveLength(7);
    expect(ganttOf(state(), '2026-11-25')).toBeUndefined();
  });
});

describe('the ball of a project', () => {
  const comment = (id: string, ball: Ball | undefined) => ({ id, ...(ball ? { ball } : {}) }) as Comment;
  const since = (day: number) => `2026-11-${day}T00:00:00.000Z`;

  it('counts what lies with the same one in the plan and on designs, and is the reader’s before all', () => {
    const comments = [
      comment('1', { party_id: 'supplier-party', since: since(10) }),
      comment('2', { party_id: 'quality', since: since(21) }),
      comment('3', { party_id: 'quality', person_id: 'lee', since: since(23) }),
      comment('4', undefined),
    ];
    const all = state({ actions: [action('1'), action('2', { owner_party_id: 'supplier-party' })], comments });
    expect(mostPressed(all, meIn(all, 'lee'))).toEqual({ mine: true, party_id: 'quality', count: 3, comments: 2, since: Date.parse(since(21)) });
    expect(mostPressed(all, meIn(all, 'kim'))).toMatchObject({ mine: true, party_id: 'supplier-party', count: 2, comments: 1 });
    const onlySaid = state({ actions: [action('1')], comments: comments.slice(0, 1) });
    expect(mostPressed(onlySaid, meIn(onlySaid, 'kim'))).toMatchObject({ mine: true, count: 1, comments: 1 });
    // For who owes nothing the plan comes first, then the comment that waits longest.
    expect(mostPressed(onlySaid, meIn(onlySaid, 'park'))).toMatchObject({ mine: false, party_id: 'quality', count: 1, comments: 0 });
    const unplanned = state({ comments });
    expect(mostPressed(unplanned, meIn(unplanned, 'park'))).toMatchObject({ mine: false, party_id: 'supplier-party', count: 1 });
    expect(mostPressed(state(), meIn(state(), 'kim'))).toBeUndefined();
  });
});
