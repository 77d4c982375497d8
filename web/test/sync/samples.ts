// A small project for tests of the sync layer.
import type { DureEvent, Snapshot } from '../../src/api/types';

export const PROJECT = '019a0000-0000-7000-8000-000000000001';

export function snapshot(asOfSeq = 3): Snapshot {
  return {
    epoch: 'epoch-1',
    as_of_seq: asOfSeq,
    project: {
      id: PROJECT,
      cluster_id: 'cluster',
      code: 'LINE-7',
      name: 'Press line',
      summary: '',
      customer_firm_id: 'customer',
      supplier_firm_ids: ['supplier'],
      created_at: '2026-11-22T00:00:00.000Z',
    },
    parties: [],
    members: [],
    phases: [],
    milestones: [],
    actions: [],
    questions: [],
    decisions: [],
    ideas: [],
    meetings: [],
    designs: [],
    revisions: [],
    comments: [],
    routes: [],
    approvals: [],
    charters: [],
    messages: [],
    seen: [],
  };
}

export function said(seq: number, id = `message-${seq}`, body = `words ${seq}`): DureEvent {
  const actor = { person_id: 'kim', name: 'Kim', firm_id: 'supplier' };
  const at = '2026-11-22T01:00:00.000Z';
  return {
    project_id: PROJECT,
    seq,
    id: `event-${seq}`,
    kind: 'room.message_posted',
    at,
    actor,
    message: { id, project_id: PROJECT, seq, body, author: actor, created_at: at },
  };
}
