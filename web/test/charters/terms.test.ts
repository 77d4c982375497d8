import { describe, expect, it } from 'vitest';
import { emptyStep, fitting, daysFor, seatOf } from '../../src/approvals/route-draft';
import { lettersOf, shapeOfSeat } from '../../src/approvals/run';
import type { ApprovalSeat, Charter, CharterTerms } from '../../src/api/types';
import { inForce, isLast, missing, newest, openProposal, past, signsNow } from '../../src/charters/stand';
import { changed, deemable, isReady, isUsual, numberOf, present, proposed, reordered, sendable } from '../../src/charters/terms';

const terms = (change: Partial<CharterTerms> = {}): CharterTerms => ({ ...proposed({ sight: 'All.', signature: 'By this.', exit: 'Export.' }), ...change });

describe('the terms of a charter', () => {
  it('begin with the codes that Dure brings and nothing deemed, and can be sent as they are', () => {
    const first = terms();
    expect(first.codes.map(({ letter }) => letter)).toEqual(['I', 'A', 'B1', 'B2', 'X', 'C', 'D']);
    expect([isReady(first), first.deemed_code, first.codes.every(isUsual)]).toEqual([true, undefined, true]);
    expect(sendable(first)).toEqual(first);
  });

  it('have clauses of fixed numbers, the last one only where something else was agreed', () => {
    expect([numberOf('codes'), numberOf('deemed'), numberOf('signature'), numberOf('exit')]).toEqual([1, 3, 6, 8]);
    expect(present(terms())).not.toContain('other');
    expect(present(terms({ other: 'Tea.' }))).toContain('other');
  });

  it('tell what changed by the clause, whatever order codes stand in', () => {
    const before = terms();
    expect(changed(before, terms({ codes: [...before.codes].reverse() }))).toEqual([]);
    expect(changed(before, terms({ deemed_code: 'A', due_days: 6, other: 'Tea.' }))).toEqual(['days', 'deemed', 'other']);
    expect(changed(before, terms({ codes: before.codes.slice(1), sealed: true }))).toEqual(['codes', 'answers']);
  });

  it('need words for a code that does not mean what everybody reads for its letter', () => {
    const [, a, ...rest] = terms().codes;
    const other = terms({ codes: [{ ...a!, may_proceed: 'no' }, ...rest] });
    expect([isReady(other), isReady({ ...other, codes: [{ ...other.codes[0]!, label: 'Stop' }, ...rest] })]).toEqual([false, true]);
    expect(isReady(terms({ exit: ' ' }))).toBe(false);
  });

  it('rank codes by their order, and drop a deemed code that is none any more', () => {
    const moved = reordered(terms().codes, 1, 0);
    expect(moved.slice(0, 2).map(({ letter, rank }) => [letter, rank])).toEqual([['A', 1], ['I', 2]]);
    expect(reordered(terms().codes, 0, -1)).toEqual(terms().codes);
    expect(deemable(terms().codes).map(({ letter }) => letter)).toEqual(['A', 'B1', 'B2']);
    expect(sendable(terms({ deemed_code: 'C' })).deemed_code).toBeUndefined();
    expect(sendable(terms({ deemed_code: 'A', other: ' ' }))).toEqual(terms({ deemed_code: 'A' }));
  });
});

const charter = (number: number, state: string, signed: string[] = [], version = 1) =>
  ({ id: `c${number}`, number, state, version, signers: ['buyer', 'maker', 'shop'].map((firm_id) => ({ firm_id, ...(signed.includes(firm_id) ? { signature: {} } : {}) })) }) as unknown as Charter;

describe('charters of a project', () => {
  it('stand as the room heard of them last, the newest first', () => {
    const all = newest([charter(1, 'in_force'), charter(2, 'proposed', [], 2)], [charter(2, 'proposed', ['buyer'], 3), charter(1, 'proposed', [], 0), charter(3, 'dropped')]);
    expect(all.map(({ number, state, version }) => [number, state, version])).toEqual([[3, 'dropped', 1], [2, 'proposed', 3], [1, 'in_force', 1]]);
    expect([inForce(all)?.number, openProposal(all)?.number, past(all).map(({ number }) => number)]).toEqual([1, 2, [3]]);
  });

  it('wait for the firms that have not signed; the last one brings it into force', () => {
    const one = charter(1, 'proposed', ['buyer']);
    expect(missing(one).map(({ firm_id }) => firm_id)).toEqual(['maker', 'shop']);
    expect([signsNow(one, 'buyer'), signsNow(one, 'maker'), isLast(one, 'maker')]).toEqual([false, true, false]);
    expect([isLast(charter(1, 'proposed', ['buyer', 'maker']), 'shop'), signsNow(charter(1, 'dropped'), 'maker')]).toEqual([true, false]);
  });
});

describe('a route under a charter', () => {
  it('begins with its days and its seal, and offers no more days than it allows', () => {
    const held = terms({ due_days: 6, max_due_days: 8, sealed: true });
    expect([emptyStep('S', held).due_days, emptyStep('S', held).sealed, emptyStep('S').due_days]).toEqual([6, true, 3]);
    expect([daysFor(held, 3), daysFor(undefined, 3).at(-1)]).toEqual([[1, 2, 3, 4, 5, 6, 7], 60]);
  });

  it('deems nobody who only gives an opinion', () => {
    const step = { ...emptyStep('S'), on_overdue: 'deemed', seats: [seatOf('party a')] };
    expect(['all', 'claim', 'consult', 'quorum', 'lead'].map((mode) => fitting({ ...step, mode }).on_overdue)).toEqual(['deemed', 'deemed', 'remind', 'remind', 'remind']);
  });

  it('draws a seat that is deemed by its code, although nobody answered', () => {
    const seat = { state: 'deemed', deemed: { code: 'B1' } } as unknown as ApprovalSeat;
    expect([lettersOf(seat), shapeOfSeat(seat, terms().codes)]).toEqual([['B1'], 'noted']);
  });
});
