import { describe, expect, it } from 'vitest';
import type { Comment, Design, Revision } from '../../src/api/types';
import { anchorOf, closing, closures, fileOf, mayAnswer, mayAsk, narrowed, pinsOn, registerOf, spotOf } from '../../src/comments/settle';
import type { Me } from '../../src/plan/turns';
import type { Spot } from '../../src/viewers/view';

const file = (file_id: string, name: string) => ({ file_id, name, bytes: 1, sha256: file_id, media_type: 'application/pdf' });

function revision(id: string, ...files: ReturnType<typeof file>[]): Revision {
  const author = { person_id: 'p', name: 'P', firm_id: 'f' };
  return { id, project_id: 'x', design_id: 'd', label: id, state: 'submitted', files, manifest_hash: '', author, created_at: '', created_seq: 1 };
}

function comment(number: number, change: Partial<Comment> = {}): Comment {
  const author = { person_id: 'quality', name: 'Q', firm_id: 'customer' };
  return {
    id: `c${number}`, project_id: 'x', design_id: 'd', revision_id: 'A', number, body: 'Hole 3', blocking: true, party_id: 'customer', author, closer_person_id: 'quality',
    created_at: '', created_seq: number, state: 'open', answers: [], ...change,
  };
}

const design = { id: 'd', party_id: 'supplier' } as Design;
const me = (person_id: string, role: string, party: string): Me => ({ person_id, role, parties: [party], leads: role === 'lead' });

describe('a comment', () => {
  it('is answered by the party whose design it is, and asked on by that of who made it', () => {
    for (const [who, answers, asks] of [
      [me('engineer', 'contributor', 'supplier'), true, false],
      [me('quality', 'approver', 'customer'), false, true],
      [me('guest', 'observer', 'supplier'), false, false],
      [me('other', 'contributor', 'research'), false, false],
    ] as const) {
      expect([mayAnswer(comment(1), design, who), mayAsk(comment(1), who)]).toEqual([answers, asks]);
    }
    expect(mayAnswer(comment(1, { state: 'closed' }), design, me('engineer', 'lead', 'supplier'))).toBe(false);
  });

  it('is closed by who made it, or with a reason by a lead of another party than the one whose design it is', () => {
    for (const [who, may] of [
      [me('quality', 'approver', 'customer'), 'yes'],
      [me('engineer', 'lead', 'supplier'), 'no'],
      [me('boss', 'lead', 'customer'), 'with a reason'],
      [me('boss', 'lead', 'research'), 'with a reason'],
      [me('colleague', 'approver', 'customer'), 'no'],
    ] as const) {
      expect(closing(comment(1), design, who)).toBe(may);
    }
    const { closer_person_id: _, ...left } = comment(1);
    expect(closing(left, design, me('colleague', 'approver', 'customer'))).toBe('with a reason');
    expect(closing(left, design, me('engineer', 'contributor', 'supplier'))).toBe('no');
    expect(closures(comment(1, { state: 'awaiting_revision' }))).not.toContain('next_revision');
  });

  it('points at the same spot whether it is sent or read', () => {
    const spots: Spot[] = [
      { on: 'page', page: 2, x: 0.25, y: 1 },
      { on: 'model', point: [1, -2, 3], camera: { eye: [9, 0, 0], target: [0, 0, 0], up: [0, 0, 1], height: 4 } },
    ];
    for (const spot of spots) expect(spotOf(anchorOf(spot, 'a'))).toEqual(spot);
    expect(spotOf({ file_id: 'a', page: 1 })).toBeUndefined();
  });

  it('is pinned where its file is, and on the file of that name once it is carried', () => {
    const [first, second] = [revision('A', file('1', 'jig.pdf')), revision('B', file('2', 'jig.pdf'), file('3', 'new.pdf'))];
    const on = comment(1, { anchor: { file_id: '1', page: 1, x: 0.5, y: 0.5 } });
    const carried = { ...on, carried_to: 'B' };
    const all = [first, second];
    expect(fileOf(on, first, all)?.file_id).toBe('1');
    expect(fileOf(on, second, all)).toBeUndefined();
    expect(fileOf(carried, second, all)?.file_id).toBe('2');
    expect(fileOf(comment(2), first, all)).toBeUndefined();
    const pins = pinsOn(second.files[0]!, second, all, [carried, comment(2)], ({ body }) => body);
    expect(pins.map(({ mark, settled }) => [mark, settled])).toEqual([['1', false]]);
  });
});

describe('the register', () => {
  it('shows what the room has heard for what was read before, by number', () => {
    const read = [comment(1), comment(2)];
    const heard = [comment(3), comment(2, { state: 'closed' })];
    expect(registerOf(read, heard).map(({ number, state }) => [number, state])).toEqual([[1, 'open'], [2, 'closed'], [3, 'open']]);
  });

  it('is narrowed by state, party and the revision a comment stands on', () => {
    const all = [comment(1, { carried_to: 'B' }), comment(2, { state: 'closed' }), comment(3, { party_id: 'research' })];
    const numbers = (narrow: Partial<Parameters<typeof narrowed>[1]>) =>
      narrowed(all, { state: '', party: '', revision: '', ...narrow }).map(({ number }) => number);
    expect(numbers({})).toEqual([1, 2, 3]);
    expect(numbers({ state: 'unsettled' })).toEqual([1, 3]);
    expect(numbers({ state: 'closed' })).toEqual([2]);
    expect(numbers({ party: 'research' })).toEqual([3]);
    expect(numbers({ revision: 'B' })).toEqual([1]);
    expect(numbers({ revision: 'A' })).toEqual([2, 3]);
  });
});
