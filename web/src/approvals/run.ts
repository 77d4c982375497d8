// What an approval's run says: whose turn, what is late, what a reader may act on, as the server has the rules. Pure.
import type { Approval, ApprovalSeat, ApprovalStep, Ball, DecisionCode, Revision, ProvisionalResponse, SeatAdvice, Snapshot, SubmittedRevision } from '../api/types';
import type { Me } from '../plan/turns';

export const isOpen = ({ state }: Pick<Approval, 'state'>) => state === 'open';

/** Open ones first, the ones due first ahead; then what was closed last. */
export function grouped(all: readonly Approval[]): { open: Approval[]; closed: Approval[] } {
  const open = all.filter(isOpen).sort((a, b) => (dueOf(a) ?? '9999').localeCompare(dueOf(b) ?? '9999') || b.number - a.number);
  const closed = all.filter((each) => !isOpen(each)).sort((a, b) => (b.closed_seq ?? 0) - (a.closed_seq ?? 0));
  return { open, closed };
}

/** Of two lists, what is newer: what the room heard stands for what was read before. */
export function newest(read: readonly Approval[], heard: readonly Approval[]): Approval[] {
  const all = new Map(read.map((approval) => [approval.id, approval]));
  for (const approval of heard) {
    const known = all.get(approval.id);
    if (!known || known.version < approval.version) all.set(approval.id, known ? kept(known, approval) : approval);
  }
  return [...all.values()];
}

/** What the room heard of a restricted approval has no words: those that were read stay. */
function kept(read: Approval, heard: Approval): Approval {
  if (!heard.restricted) return heard;
  return { ...heard, submission: { ...read.submission, state: heard.submission.state } };
}

export function openStep(approval: Approval): { at: number; step: ApprovalStep } | undefined {
  const at = approval.steps.findIndex(({ state }) => state === 'open');
  const step = approval.steps[at];
  return step && { at, step };
}

/** Whether a seat is asked now. */
export const isAwaited = ({ state }: ApprovalSeat) => ['pending', 'claimed', 'delegated'].includes(state);

/** Seats that are asked now and that the step waits for. */
export function awaited(approval: Approval): ApprovalSeat[] {
  return openStep(approval)?.step.seats.filter((seat) => isAwaited(seat) && seat.kind === 'required') ?? [];
}

/** When the first of those that are waited for is due. */
export function dueOf(approval: Approval): string | undefined {
  return awaited(approval)
    .flatMap(({ due_at }) => due_at ?? [])
    .sort()[0];
}

/** The balls of a list row: the reader's before all, one for each party. */
export function ballsOf(approval: Approval, mine: (ball: Ball) => boolean): Ball[] {
  const [own, others] = [approval.ball.filter(mine), approval.ball.filter((ball) => !mine(ball))];
  const all = [...own, ...others];
  return all.filter((ball, at) => all.findIndex((other) => other.party_id === ball.party_id) === at);
}

export type Shape = 'waiting' | 'open' | 'good' | 'noted' | 'bad' | 'left';

/** How a step is drawn: by where it stands and what it decided. */
export function shapeOf(step: ApprovalStep, codes: readonly DecisionCode[]): Shape {
  if (step.state === 'waiting' || step.state === 'open') return step.state;
  if (step.state === 'skipped') return 'left';
  if (step.state === 'returned') return 'bad';
  const worst = worstOf(step.outcomes.map(({ code }) => code), codes);
  if (step.state === 'stopped' && !worst) return 'left';
  return worst ? shapeOfCode(worst) : 'good';
}

export function shapeOfCode({ may_proceed }: DecisionCode): Shape {
  return may_proceed === 'yes' ? 'good' : may_proceed === 'as_noted' ? 'noted' : 'bad';
}

/** How a seat is drawn. */
export function shapeOfSeat(seat: ApprovalSeat, codes: readonly DecisionCode[]): Shape {
  if (isAwaited(seat)) return 'open';
  if (seat.state === 'waiting' || seat.state === 'informed') return 'waiting';
  if (seat.state === 'not_needed' || seat.state === 'lapsed') return 'left';
  const worst = worstOf(lettersOf(seat), codes);
  return worst ? shapeOfCode(worst) : 'good';
}

/** What a seat gave: its answer, or what the charter takes for it. */
export const lettersOf = ({ response, deemed }: ApprovalSeat): string[] => response?.decisions.map(({ code }) => code) ?? (deemed ? [deemed.code] : []);

/** The code that counts of many: the one with the highest rank. */
export function worstOf(letters: readonly string[], codes: readonly DecisionCode[]): DecisionCode | undefined {
  const given = codes.filter(({ letter }) => letters.includes(letter));
  return given.sort((a, b) => b.rank - a.rank)[0];
}

/** What an approval decided, once it has: of many revisions the worst. */
export function verdict(approval: Approval): DecisionCode | undefined {
  return approval.state === 'decided' ? worstOf(approval.outcomes.map(({ code }) => code), approval.codes) : undefined;
}

/** Revisions that no step has stopped: those that are still to be decided. */
export function live(approval: Approval): SubmittedRevision[] {
  const goesOn = (letter: string) => approval.codes.find((code) => code.letter === letter)?.may_proceed !== 'no';
  const stopped = approval.steps.flatMap(({ outcomes }) => outcomes).filter(({ code }) => !goesOn(code));
  return approval.submission.revisions.filter(({ revision_id }) => stopped.every((outcome) => outcome.revision_id !== revision_id));
}

/** Whether a seat gives codes; else it says something in words. */
export function decides(step: ApprovalStep, seat: ApprovalSeat): boolean {
  return step.mode !== 'consult' && ['required', 'optional'].includes(seat.kind);
}

/** Stopping the work needs a reason, and so does deciding better than the others did. */
export function mustSayWhy(step: ApprovalStep, seat: ApprovalSeat, revision_id: string, code: DecisionCode, codes: readonly DecisionCode[]): boolean {
  if (code.may_proceed === 'no') return true;
  if (step.mode !== 'lead' || !seat.decides) return false;
  const others = step.seats.filter(({ kind }) => kind === 'required').flatMap(({ response }) => response?.decisions ?? []);
  const worst = worstOf(others.filter((said) => said.revision_id === revision_id).map((said) => said.code), codes);
  return worst !== undefined && code.rank < worst.rank;
}

/** A code that leaves nothing open is refused while something blocks. */
export const isClean = ({ may_proceed, is_final }: DecisionCode) => may_proceed === 'yes' && is_final;

/** Codes as people look for them: the clean one first, the one that only tells last. */
export function inOrder(codes: readonly DecisionCode[]): DecisionCode[] {
  const last = (code: DecisionCode) => Number(code.may_proceed === 'yes' && !code.is_final);
  return [...codes].sort((a, b) => last(a) - last(b) || a.rank - b.rank);
}

type SeatAct = 'respond_approval' | 'claim_seat' | 'delegate_seat' | 'return_approval' | 'ask_advice' | 'hold_seat' | 'release_seat' | 'respond_on_behalf';

/** The advice that a seat waits for. */
export const adviceOf = ({ advice }: ApprovalSeat): SeatAdvice | undefined => advice?.find(({ state }) => state === 'asked');

/** What was typed for the reader and waits for their word. */
export function unconfirmed(approval: Approval, { person_id }: Pick<Me, 'person_id'>): ProvisionalResponse | undefined {
  const typed = openStep(approval)?.step.seats.flatMap(({ provisional }) => provisional ?? []) ?? [];
  return typed.find((one) => one.person_id === person_id && one.contradicted_at === undefined);
}

/** All advice that the open step waits for. */
export const adviceAsked = (approval: Approval): SeatAdvice[] => openStep(approval)?.step.seats.flatMap((seat) => adviceOf(seat) ?? []) ?? [];

/** The seats of the open step that the reader may act on in this way; the server has the last word. */
export function seatsFor(act: SeatAct, approval: Approval, me: Me): ApprovalSeat[] {
  const found = openStep(approval);
  if (!found || !approval.allowed_actions?.includes(act)) return [];
  const { step } = found;
  const mine = approval.my_seat_ids ?? [];
  const asked = step.seats.filter(isAwaited);
  const ours = (seat: ApprovalSeat) => me.parties.includes(seat.party_id);
  const stands = (seat: ApprovalSeat) => approval.stands_in?.some(({ seat_id }) => seat_id === seat.seat_id) ?? false;
  const holds = (seat: ApprovalSeat) => mine.includes(seat.seat_id) || seat.person_id === me.person_id || (seat.person_id === undefined && ours(seat));
  switch (act) {
    case 'respond_approval':
      return asked.filter((seat) => mine.includes(seat.seat_id));
    case 'return_approval':
      return asked.filter((seat) => mine.includes(seat.seat_id) && decides(step, seat));
    case 'claim_seat':
      // What a deputy takes is the person's: taking it once more is nothing.
      return asked.filter((seat) => (stands(seat) ? seat.person_id === undefined : ours(seat) && seat.person_id !== me.person_id && !seat.delegation));
    case 'delegate_seat':
      return asked.filter((seat) => !seat.delegation && (seat.person_id === me.person_id || (seat.person_id === undefined && ours(seat))));
    case 'respond_on_behalf':
      // What one may answer oneself is not told by phone.
      return asked.filter((seat) => !mine.includes(seat.seat_id));
    case 'ask_advice':
      return asked.filter((seat) => holds(seat) && !adviceOf(seat));
    case 'hold_seat':
      return asked.filter((seat) => holds(seat) && !seat.hold);
    case 'release_seat':
      return asked.filter((seat) => seat.hold && (holds(seat) || me.leads));
  }
}

/** Whether somebody has answered, also in a step that was begun again: then taking back needs a reason. */
export function isAnswered(approval: Approval): boolean {
  return approval.steps.some((step) => step.round > 1 || step.seats.some(({ state }) => state === 'responded' || state === 'deemed'));
}

/** What is different of what the reader acts on. */
export function changesBetween(before: Approval, after: Approval): string[] {
  const [was, is] = [openStep(before), openStep(after)];
  const changes: string[] = [];
  if (before.state !== after.state) changes.push('closed');
  else if (was?.at !== is?.at || was?.step.round !== is?.step.round) changes.push('step');
  const seats = (approval: Approval) => JSON.stringify([approval.my_seat_ids ?? [], approval.stands_in ?? []]);
  if (changes.length === 0 && seats(before) !== seats(after)) changes.push('seat');
  return changes;
}

/** Whether a revision can be sent for a decision: submitted, the last of its design, and not decided on. */
export const maySend = ({ state, files }: Revision) => (state === 'submitted' || state === 'withdrawn') && files.length > 0;

/** Revisions that the reader's party may send, by the numbers of their designs. */
export function sendable(state: Snapshot, me: Me): Revision[] {
  if (!['lead', 'contributor'].includes(me.role)) return [];
  const ours = new Map((state.designs ?? []).filter(({ party_id }) => me.parties.includes(party_id)).map((design) => [design.id, design.number]));
  const all = (state.revisions ?? []).filter((revision) => ours.has(revision.design_id) && maySend(revision));
  return all.sort((a, b) => ours.get(a.design_id)!.localeCompare(ours.get(b.design_id)!, undefined, { numeric: true }));
}

/** How many seats a step waits for. */
export const requiredCount = ({ seats }: ApprovalStep) => seats.filter(({ kind }) => kind === 'required').length;
