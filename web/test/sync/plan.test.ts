// The plan in the state: in its order, and gone 500 events after it was closed, by markers too.
import { expect, it } from 'vitest';
import type { Action, DureEvent } from '../../src/api/types';
import { isWhole, KEPT_EVENTS } from '../../src/sync/plan';
import { fold, MARKER } from '../../src/sync/reducer';
import { PROJECT, snapshot } from './samples';

const actor = { person_id: 'kim', name: 'Kim', firm_id: 'supplier' };

function happened(seq: number, id: string, created_seq: number, closed_seq?: number): DureEvent {
  const action: Action = {
    id,
    project_id: PROJECT,
    title: id,
    state: closed_seq ? 'done' : 'open',
    author: actor,
    created_at: '2026-11-22T00:00:00.000Z',
    created_seq,
    owner_party_id: 'party',
    ...(closed_seq ? { closed_seq } : {}),
  };
  return { project_id: PROJECT, seq, kind: 'plan.action_updated', at: '2026-11-22T00:00:00.000Z', actor, action };
}

const marker = (seq: number): DureEvent => ({ project_id: PROJECT, seq, kind: MARKER });
const ids = (state: { actions?: Action[] }) => state.actions?.map((action) => action.id);

it('a closed item stays for its time, leaves with any event, and comes back in its place', () => {
  const closed = fold(snapshot(3), [happened(4, 'a', 4), happened(5, 'b', 5), happened(6, 'a', 4, 6)]);
  expect(ids(closed)).toEqual(['a', 'b']);
  const markers = Array.from({ length: KEPT_EVENTS - 1 }, (_, at) => marker(7 + at));
  const still = fold(closed, markers);
  expect(ids(still)).toEqual(['a', 'b']);
  const gone = fold(still, [marker(still.as_of_seq + 1)]);
  expect(ids(gone)).toEqual(['b']);
  expect(ids(fold(gone, [happened(gone.as_of_seq + 1, 'a', 4)]))).toEqual(['a', 'b']);
});

it('a state that was kept before there was a plan is no whole state', () => {
  const { milestones: _, ...old } = snapshot();
  expect([isWhole(snapshot()), isWhole(old), isWhole(undefined)]).toEqual([true, false, false]);
});
