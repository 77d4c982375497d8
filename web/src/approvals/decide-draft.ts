// What stands half-decided: it survives closing the sheet and a reload, the password never does.
import type { Approval, ApprovalSeat, ApprovalStep, DecisionCode } from '../api/types';
import { decides, live, mustSayWhy } from './run';
import type { GivenResponse } from './writes';

export interface Draft {
  /** Whether each revision has a code of its own. */
  each: boolean;
  /** Code and reason by revision; under `all` for all of them. */
  codes: Record<string, string>;
  reasons: Record<string, string>;
  /** Yes or no by the number of the deviation. */
  accepted: Record<number, boolean>;
  comment: string;
}

export const EMPTY: Draft = { each: false, codes: {}, reasons: {}, accepted: {}, comment: '' };
export const ALL = 'all';
const PREFIX = 'dure.decision.';

export function draftOf(person_id: string, approval_id: string): Draft {
  try {
    const kept = sessionStorage.getItem(`${PREFIX}${person_id}.${approval_id}`);
    return kept ? { ...EMPTY, ...(JSON.parse(kept) as Partial<Draft>) } : EMPTY;
  } catch {
    return EMPTY;
  }
}

/** Nothing to keep forgets it. */
export function keepDraft(person_id: string, approval_id: string, draft: Draft | undefined): void {
  const key = `${PREFIX}${person_id}.${approval_id}`;
  if (draft) sessionStorage.setItem(key, JSON.stringify(draft));
  else sessionStorage.removeItem(key);
}

/** What a code is given for: each revision, or all of them at once. */
export function partsOf(approval: Approval, draft: Draft): string[] {
  const going = live(approval);
  return draft.each && going.length > 1 && !approval.submission.as_package ? going.map(({ revision_id }) => revision_id) : [ALL];
}

/** Whether the code of a part needs a reason. */
export function needsReason(approval: Approval, step: ApprovalStep, seat: ApprovalSeat, part: string, code: DecisionCode | undefined): boolean {
  if (!code) return false;
  const of = part === ALL ? live(approval).map(({ revision_id }) => revision_id) : [part];
  return of.some((revision_id) => mustSayWhy(step, seat, revision_id, code, approval.codes));
}

/** The answer as it is sent; nothing while something of it is missing. */
export function answerOf(approval: Approval, step: ApprovalStep, seat: ApprovalSeat, draft: Draft): GivenResponse | undefined {
  const { comment } = draft;
  if (!decides(step, seat)) return comment.trim() ? { seat_id: seat.seat_id, decisions: [], deviations: [], comment } : undefined;
  const parts = partsOf(approval, draft);
  const decisions = live(approval).map(({ revision_id, manifest_hash }) => {
    const part = parts.includes(revision_id) ? revision_id : ALL;
    const reason = draft.reasons[part]?.trim();
    return { revision_id, manifest_hash, code: draft.codes[part] ?? '', ...(reason ? { reason } : {}) };
  });
  const lacking = parts.some((part) => {
    const code = approval.codes.find(({ letter }) => letter === draft.codes[part]);
    return !code || (needsReason(approval, step, seat, part, code) && !draft.reasons[part]?.trim());
  });
  const deviations = approval.submission.deviations.flatMap(({ number }) => {
    const accepted = draft.accepted[number];
    return accepted === undefined ? [] : [{ number, accepted }];
  });
  if (lacking || deviations.length < approval.submission.deviations.length) return undefined;
  return { seat_id: seat.seat_id, decisions, deviations, comment };
}

/** What stands around an approval that its tag covers too, as far as the room tells. */
export interface Scene {
  comments: string;
  revisions: string;
}

export function sceneOf(
  { comments = [], revisions = [] }: { comments?: { id: string; design_id: string; state: string; answers: unknown[] }[]; revisions?: { id: string; design_id: string }[] },
  approval: Approval,
): Scene {
  const of = new Set(approval.submission.revisions.map(({ design_id }) => design_id));
  const here = <T extends { design_id: string }>(all: readonly T[]) => all.filter(({ design_id }) => of.has(design_id));
  return {
    comments: here(comments).map(({ id, state, answers }) => `${id} ${state} ${answers.length}`).join(),
    revisions: here(revisions).map(({ id }) => id).join(),
  };
}
