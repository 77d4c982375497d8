// Which meetings are ahead, which pages wait for whom: the rules as the server has them. Pure.
import type { Meeting, Snapshot } from '../api/types';
import { plannedIn, type Planned } from '../plan/turns';

export const SIDES = ['customer', 'supplier'] as const;
export type Side = (typeof SIDES)[number];

const DAY_MS = 86_400_000;
/** Kinds that are written down in a meeting, in the order of their buttons. */
export const NOTED = ['decision', 'action', 'question', 'idea'] as const;

export function endsAt(meeting: Pick<Meeting, 'starts_at' | 'minutes'>): number {
  return Date.parse(meeting.starts_at) + meeting.minutes * 60_000;
}

/** What people must look at, the most urgent first: running ones, pages that wait, then those ahead, soonest first. */
export function standing(state: Pick<Snapshot, 'meetings'>): Meeting[] {
  const rank = { running: 0, closed: 1, planned: 2 } as Record<string, number>;
  return (state.meetings ?? [])
    .filter((meeting) => meeting.closed_seq === undefined)
    .sort((a, b) => rank[a.state]! - rank[b.state]! || Date.parse(a.starts_at) - Date.parse(b.starts_at));
}

/** Sides that have not confirmed a page, and for how many days it has waited. */
export function waitingFor(meeting: Meeting, now: number): { sides: Side[]; days: number } | undefined {
  if (meeting.state !== 'closed') return undefined;
  const sides = SIDES.filter((side) => !meeting.confirmations.some((one) => one.side === side));
  if (sides.length === 0) return undefined;
  return { sides, days: Math.max(0, Math.floor((now - Date.parse(meeting.ended_at ?? meeting.created_at)) / DAY_MS)) };
}

/** What was written down in a meeting and is still here, in order. */
export function notesOf(state: Snapshot, meetingId: string): Planned[] {
  return plannedIn(state)
    .filter(({ item }) => item.meeting_id === meetingId)
    .sort((a, b) => a.item.created_seq - b.item.created_seq);
}

/** The side of a member. */
export function sideOf(state: Snapshot, personId: string): string | undefined {
  const member = state.members.find((each) => each.person_id === personId);
  return state.parties.find((party) => party.id === member?.party_id)?.side;
}

/** The side somebody confirms for: leads do, and where their side has none contributors and approvers. */
export function speaksFor(state: Snapshot, personId: string): Side | undefined {
  const side = SIDES.find((each) => each === sideOf(state, personId));
  const role = state.members.find((each) => each.person_id === personId)?.role ?? '';
  const led = state.members.some((each) => each.role === 'lead' && sideOf(state, each.person_id) === side);
  return role === 'lead' || (!led && ['contributor', 'approver'].includes(role)) ? side : undefined;
}

/** Whether somebody may plan a meeting. */
export function mayPlan(role: string): boolean {
  return role === 'lead' || role === 'contributor';
}

/** Whether somebody may change, start, close or cancel it. */
export function mayOrganize(meeting: Meeting, me: { person_id: string; role: string }): boolean {
  return me.role === 'lead' || (me.role === 'contributor' && meeting.author.person_id === me.person_id);
}
