import { beforeEach, describe, expect, it } from 'vitest';
import { ALL, answerOf, draftOf, EMPTY, keepDraft, needsReason, partsOf, sceneOf, type Draft } from '../../src/approvals/decide-draft';
import { approval, CODES, seat, step } from './sample';

const own = seat('q');
const open = step([own]);
const run = approval([open]);
const draft = (change: Partial<Draft>): Draft => ({ ...EMPTY, ...change });
const code = (letter: string) => CODES.find((one) => one.letter === letter);

beforeEach(() => sessionStorage.clear());

describe('an answer', () => {
  it('gives one code to all revisions, with the hashes that were seen', () => {
    const answer = answerOf(run, open, own, draft({ codes: { [ALL]: 'B1' }, reasons: { [ALL]: ' Edge R5. ' } }));
    expect(answer?.decisions).toEqual([
      { revision_id: 'one', manifest_hash: 'hash one', code: 'B1', reason: 'Edge R5.' },
      { revision_id: 'two', manifest_hash: 'hash two', code: 'B1', reason: 'Edge R5.' },
    ]);
  });

  it('gives each its own where that is wished, and a package only one', () => {
    const each = draft({ each: true, codes: { one: 'A', two: 'C' }, reasons: { two: 'Hole 3.' } });
    expect(answerOf(run, open, own, each)?.decisions.map((said) => said.code)).toEqual(['A', 'C']);
    const bundle = approval([open], { submission: { ...run.submission, as_package: true } });
    expect(partsOf(bundle, each)).toEqual([ALL]);
    expect(answerOf(bundle, open, own, each)).toBeUndefined();
  });

  it('is not there while a code, a reason or a word on a deviation is missing', () => {
    expect(answerOf(run, open, own, EMPTY)).toBeUndefined();
    expect(needsReason(run, open, own, ALL, code('C'))).toBe(true);
    expect(answerOf(run, open, own, draft({ codes: { [ALL]: 'C' }, reasons: { [ALL]: ' ' } }))).toBeUndefined();
    const deviating = approval([open], { submission: { ...run.submission, deviations: [{ number: 1, body: 'M6' }] } });
    const clean = draft({ codes: { [ALL]: 'A' } });
    expect(answerOf(deviating, open, own, clean)).toBeUndefined();
    expect(answerOf(deviating, open, own, { ...clean, accepted: { 1: false } })?.deviations).toEqual([{ number: 1, accepted: false }]);
  });

  it('is words alone from a seat that gives no codes', () => {
    const consulted = step([own], { mode: 'consult' });
    expect(answerOf(approval([consulted]), consulted, own, EMPTY)).toBeUndefined();
    expect(answerOf(approval([consulted]), consulted, own, draft({ comment: 'Fine.' }))).toEqual({ seat_id: 'q', decisions: [], deviations: [], comment: 'Fine.' });
  });
});

it('what is half decided stays with its person and approval until it is given', () => {
  keepDraft('me', 'a', draft({ comment: 'Half' }));
  expect([draftOf('me', 'a').comment, draftOf('other', 'a'), draftOf('me', 'b')]).toEqual(['Half', EMPTY, EMPTY]);
  keepDraft('me', 'a', undefined);
  expect(draftOf('me', 'a')).toEqual(EMPTY);
});

it('what stands around an approval changes with the comments and revisions of its designs alone', () => {
  const comment = (design_id: string, state: string) => ({ id: design_id, design_id, state, answers: [] });
  const before = sceneOf({ comments: [comment('d-one', 'open'), comment('other', 'open')] }, run);
  expect(sceneOf({ comments: [comment('d-one', 'open'), comment('other', 'closed')] }, run)).toEqual(before);
  expect(sceneOf({ comments: [comment('d-one', 'closed')] }, run)).not.toEqual(before);
  expect(sceneOf({ comments: [comment('d-one', 'open')], revisions: [{ id: 'next', design_id: 'd-two' }] }, run)).not.toEqual(before);
});
