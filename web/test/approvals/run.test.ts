import { describe, expect, it } from 'vitest';
import {
  adviceAsked, changesBetween, dueOf, grouped, inOrder, isAnswered, live, maySend, mustSayWhy, newest, seatsFor, shapeOf, shapeOfSeat, unconfirmed, verdict,
} from '../../src/approvals/run';
import { alike, localTime } from '../../src/approvals/said';
import type { Revision } from '../../src/api/types';
import { mostPressed, type Me } from '../../src/plan/turns';
import { approval, CODES, response, seat, step } from './sample';

const me = (party: string, role = 'approver'): Me => ({ person_id: 'me', role, parties: [party], leads: role === 'lead' });
const code = (letter: string) => CODES.find((one) => one.letter === letter)!;

describe('a list of approvals', () => {
  it('has the open ones first, what is due first ahead, and then what was closed last', () => {
    const due = (number: number, due_at: string) => approval([step([seat('q', { due_at })])], { id: String(number), number });
    const closed = (number: number, closed_seq: number) => approval([], { id: String(number), number, state: 'decided', closed_seq });
    const all = [closed(1, 10), due(2, '2026-12-02T09:00:00Z'), closed(3, 30), due(4, '2026-12-01T09:00:00Z')];
    const found = grouped(all);
    expect([found.open.map(({ number }) => number), found.closed.map(({ number }) => number)]).toEqual([[4, 2], [3, 1]]);
  });

  it('stands as the room heard it last, and keeps the words of a restricted one that were read', () => {
    const read = approval([], { version: 1, restricted: true });
    const heard = { ...read, version: 2, state: 'decided', submission: { ...read.submission, purpose: '' } };
    const [found] = newest([read], [heard]);
    expect([found!.state, found!.submission.purpose]).toEqual(['decided', 'P']);
    expect(newest([{ ...read, version: 3 }], [heard])[0]!.state).toBe('open');
  });
});

describe('a run', () => {
  it('shows each step and seat by what it decided', () => {
    const outcome = (letter: string) => [{ revision_id: 'one', code: letter }];
    const shapes = [
      step([], { state: 'done', outcomes: outcome('A') }), step([], { state: 'done', outcomes: outcome('B1') }), step([], { state: 'stopped', outcomes: outcome('C') }),
      step([], { state: 'skipped' }), step([], { state: 'returned' }), step([], { state: 'stopped' }), step([]), step([], { state: 'waiting' }),
    ].map((each) => shapeOf(each, CODES));
    expect(shapes).toEqual(['good', 'noted', 'bad', 'left', 'bad', 'left', 'open', 'waiting']);
    const answered = seat('q', { state: 'responded', response: response({ one: 'A', two: 'C' }) });
    expect([answered, seat('q'), seat('q', { state: 'not_needed' }), seat('q', { state: 'responded' })].map((each) => shapeOfSeat(each, CODES))).toEqual(['bad', 'open', 'left', 'good']);
  });

  it('goes on with the revisions that no step has stopped, and ends with the worst code', () => {
    const first = step([], { state: 'done', outcomes: [{ revision_id: 'one', code: 'B1' }, { revision_id: 'two', code: 'D' }] });
    expect(live(approval([first, step([])])).map(({ revision_id }) => revision_id)).toEqual(['one']);
    const over = approval([first], { state: 'decided', outcomes: first.outcomes });
    expect([verdict(over)?.letter, verdict(approval([first]))]).toEqual(['D', undefined]);
  });

  it('is due when the first seat is that it waits for', () => {
    const seats = [seat('q', { due_at: '2026-12-03T09:00:00Z' }), seat('r', { due_at: '2026-12-02T23:00:00Z' }), seat('o', { kind: 'optional', due_at: '2026-12-01T00:00:00Z' })];
    expect(dueOf(approval([step(seats)]))).toBe('2026-12-02T23:00:00Z');
  });
});

describe('what a reader may do', () => {
  const acts = ['respond_approval', 'claim_seat', 'delegate_seat', 'return_approval'];

  it('hangs on the seats that are theirs and on what the server allows', () => {
    const held = seat('q', { person_id: 'colleague', state: 'claimed' });
    const mine = seat('q2', { party_id: 'q', person_id: 'me', state: 'claimed' });
    const other = seat('r');
    const run = approval([step([held, mine, other])], { allowed_actions: acts, my_seat_ids: ['q2'] });
    const found = (act: Parameters<typeof seatsFor>[0]) => seatsFor(act, run, me('q')).map(({ seat_id }) => seat_id);
    expect([found('respond_approval'), found('claim_seat'), found('delegate_seat'), found('return_approval')]).toEqual([['q2'], ['q'], ['q2'], ['q2']]);
    expect(seatsFor('respond_approval', { ...run, allowed_actions: [] }, me('q'))).toEqual([]);
  });

  it('is asked about by who holds it, once at a time, and held and released by them or their lead', () => {
    const allowed_actions = ['ask_advice', 'hold_seat', 'release_seat', 'respond_on_behalf'];
    const author = { person_id: 'me', name: 'M', firm_id: 'f' };
    const asked = seat('q', { advice: [{ id: 'a', author, person_id: 'x', question: '?', at: '', state: 'asked' }] });
    const held = seat('q', { seat_id: 'q2', person_id: 'colleague', hold: { author, reason: 'Why', at: '' } });
    const free = seat('q', { seat_id: 'q3', advice: [{ id: 'b', author, person_id: 'x', question: '?', at: '', state: 'answered' }] });
    const run = approval([step([asked, held, free])], { allowed_actions });
    const found = (act: Parameters<typeof seatsFor>[0], who = me('q')) => seatsFor(act, run, who).map(({ seat_id }) => seat_id);
    expect([found('ask_advice'), found('hold_seat')]).toEqual([['q3'], ['q', 'q3']]);
    expect([found('release_seat'), found('release_seat', me('q', 'lead'))]).toEqual([[], ['q2']]);
    expect(adviceAsked(run).map(({ id }) => id)).toEqual(['a']);
    expect(found('respond_on_behalf', me('another'))).toEqual(['q', 'q2', 'q3']);
    expect(seatsFor('respond_on_behalf', { ...run, my_seat_ids: ['q3'] }, me('q')).map(({ seat_id }) => seat_id)).toEqual(['q', 'q2']);
  });

  it('waits for the word of whom something was typed for, until they contradict it', () => {
    const typed = { id: 't', person_id: 'me', author: { person_id: 'x', name: 'X', firm_id: 'f' }, reason: 'By phone', at: '', decisions: [], deviations: [] };
    const of = (provisional: typeof typed & { contradicted_at?: string }) => unconfirmed(approval([step([seat('q', { provisional })])]), me('q'))?.id;
    expect([of(typed), of({ ...typed, contradicted_at: '2026' }), of({ ...typed, person_id: 'x' })]).toEqual(['t', undefined, undefined]);
  });

  it('is not to send back from a seat that only says something', () => {
    const run = approval([step([seat('q')], { mode: 'consult' })], { allowed_actions: acts, my_seat_ids: ['q'] });
    expect([seatsFor('return_approval', run, me('q')).length, seatsFor('respond_approval', run, me('q')).length]).toEqual([0, 1]);
  });

  it('is not to hand over twice, nor to take what was handed over', () => {
    const given = seat('q', { state: 'delegated', person_id: 'colleague', delegation: { author: { person_id: 'x', name: 'X', firm_id: 'f' }, person_id: 'colleague', reason: 'Leave', at: '' } });
    const run = approval([step([given])], { allowed_actions: acts });
    expect([seatsFor('claim_seat', run, me('q')), seatsFor('delegate_seat', run, me('q'))]).toEqual([[], []]);
  });

  it('is acted on for who is away, taken for them once, and never handed over', () => {
    const theirs = seat('r', { person_id: 'away' });
    const free = seat('r', { seat_id: 'r2' });
    const of = (seat_id: string) => ({ seat_id, person_id: 'away' });
    const allowed_actions = [...acts, 'ask_advice', 'hold_seat'];
    const run = approval([step([theirs, free])], { allowed_actions, my_seat_ids: ['r', 'r2'], stands_in: [of('r'), of('r2')] });
    const found = (act: Parameters<typeof seatsFor>[0]) => seatsFor(act, run, me('q')).map(({ seat_id }) => seat_id);
    for (const act of ['respond_approval', 'return_approval', 'ask_advice', 'hold_seat'] as const) expect(found(act)).toEqual(['r', 'r2']);
    expect([found('claim_seat'), found('delegate_seat')]).toEqual([['r2'], []]);
  });

  it('is to say why when the work stops, or when they are kinder than the others', () => {
    const others = seat('r', { state: 'responded', response: response({ one: 'C', two: 'A' }) });
    const deciding = seat('q', { decides: true });
    const lead = step([others, deciding], { mode: 'lead' });
    expect(mustSayWhy(lead, deciding, 'one', code('B1'), CODES)).toBe(true);
    expect(mustSayWhy(lead, deciding, 'two', code('B1'), CODES)).toBe(false);
    expect(mustSayWhy(step([deciding]), deciding, 'one', code('D'), CODES)).toBe(true);
    expect(mustSayWhy(step([others, seat('q')]), seat('q'), 'one', code('A'), CODES)).toBe(false);
  });

  it('is to take back freely only before anybody has answered, in any round', () => {
    expect(isAnswered(approval([step([seat('q')])]))).toBe(false);
    expect(isAnswered(approval([step([seat('q', { state: 'responded' })])]))).toBe(true);
    expect(isAnswered(approval([step([seat('q')], { round: 2 })]))).toBe(true);
  });

  it('is told what changed when it is not what they saw', () => {
    const before = approval([step([seat('q')]), step([seat('r')], { state: 'waiting' })], { my_seat_ids: ['q'] });
    const next = { ...before, steps: [{ ...before.steps[0]!, state: 'done' }, { ...before.steps[1]!, state: 'open' }] };
    expect(changesBetween(before, next)).toEqual(['step']);
    expect(changesBetween(before, { ...before, state: 'recalled' })).toEqual(['closed']);
    expect(changesBetween(before, { ...before, my_seat_ids: [] })).toEqual(['seat']);
    expect(changesBetween(before, before)).toEqual([]);
  });
});

describe('words and codes', () => {
  it('have the clean code first and the one that only tells last', () => {
    expect(inOrder(CODES).map(({ letter }) => letter)).toEqual(['A', 'B1', 'B2', 'X', 'C', 'D', 'I']);
  });

  it('are told once for revisions that were answered alike', () => {
    const said = response({ one: 'A', two: 'A', three: 'C' }).decisions;
    expect(alike(said).map(({ code: letter, revision_ids }) => [letter, revision_ids])).toEqual([['A', ['one', 'two']], ['C', ['three']]]);
  });

  it('show the hour on the wall of who signed', () => {
    expect(localTime('2026-11-30T23:55:10.123-06:00', 'en')).toContain('23:55');
  });
});

it('a revision is sent when it was submitted or withdrawn, and has files', () => {
  const revision = (state: string, files = [{}]) => ({ state, files }) as Revision;
  expect(['draft', 'submitted', 'in_review', 'approved', 'withdrawn'].filter((state) => maySend(revision(state)))).toEqual(['submitted', 'withdrawn']);
  expect(maySend(revision('submitted', []))).toBe(false);
});

it('the ball of a project counts seats of approvals, as the reader\'s only where they decide', () => {
  const waits = approval([step([seat('q', { due_at: '2026-12-01T00:00:00Z' })])], { ball: [{ party_id: 'q', since: '2026-11-28T00:00:00Z' }] });
  const state = { approvals: [waits] } as Parameters<typeof mostPressed>[0];
  expect(mostPressed(state, me('q'))).toEqual({ mine: true, party_id: 'q', since: Date.parse('2026-11-28T00:00:00Z'), count: 1, comments: 0 });
  expect(mostPressed(state, me('q', 'contributor'))?.mine).toBe(false);
  expect(mostPressed({} as Parameters<typeof mostPressed>[0], me('q'))).toBeUndefined();
});
