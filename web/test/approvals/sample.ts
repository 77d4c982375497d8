// An approval of two revisions by two steps, as a test bends it.
import type { Approval, ApprovalResponse, ApprovalSeat, ApprovalStep, DecisionCode } from '../../src/api/types';

const code = (letter: string, rank: number, may_proceed: string, is_final = true): DecisionCode => ({ letter, rank, may_proceed, resubmit: 'none', is_final });
export const CODES = [code('I', 1, 'yes', false), code('A', 2, 'yes'), code('B1', 3, 'as_noted'), code('B2', 4, 'as_noted'), code('X', 5, 'as_noted', false), code('C', 6, 'no'), code('D', 7, 'no')];

const author = { person_id: 'p', name: 'P', firm_id: 'f' };

export function response(codes: Record<string, string>): ApprovalResponse {
  const signature = { name: 'P', firm_name: 'F', local_time: '2026-11-30T15:55:00.000+09:00', time_zone: 'Asia/Seoul', meaning: 'approval', comments_hash: '', method: 'password' };
  const decisions = Object.entries(codes).map(([revision_id, letter]) => ({ revision_id, manifest_hash: `hash ${revision_id}`, code: letter }));
  return { id: 'r', author, at: '2026-11-30T06:55:00Z', decisions, deviations: [], carried: [], signature };
}

export const seat = (seat_id: string, change: Partial<ApprovalSeat> = {}): ApprovalSeat => ({ seat_id, party_id: seat_id, kind: 'required', decides: false, state: 'pending', ...change });

export const step = (seats: ApprovalSeat[], change: Partial<ApprovalStep> = {}): ApprovalStep => ({
  name: 'Review', mode: 'all', due_days: 3, on_overdue: 'remind', sealed: false, state: 'open', round: 1, outcomes: [], seats, ...change,
});

export function approval(steps: ApprovalStep[], change: Partial<Approval> = {}): Approval {
  const revisions = ['one', 'two'].map((id) => ({ revision_id: id, design_id: `d-${id}`, design_number: id, design_title: id, label: 'A', manifest_hash: `hash ${id}` }));
  return {
    id: 'a', project_id: 'x', number: 1, state: 'open', route_id: 'r', route_name: 'R', steps, codes: CODES, ball: [], outcomes: [], party_id: 'supplier', author,
    submission: { id: 'a', revisions, purpose: 'P', deviations: [], as_package: false, state: 'issued' },
    created_at: '', created_seq: 1, restricted: false, version: 1, ...change,
  };
}
