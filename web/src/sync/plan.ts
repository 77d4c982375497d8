// The plan in a project's state, its meetings, comments, approvals and charters: what is open, and for a while what was closed. Pure.
import type { DureEvent, Snapshot } from '../api/types';

/** For so many events a closed item stays. */
export const KEPT_EVENTS = 500;

interface Planned {
  id: string;
  created_seq: number;
  closed_seq?: number;
}

/** Carries the plan of `state`, which stands at `as_of_seq` already, over an event. */
export function applyToPlan(state: Snapshot, event: DureEvent): void {
  const before = state.as_of_seq - KEPT_EVENTS;
  const next = <T extends Planned>(list: T[] = [], item?: T): T[] => {
    const others = item ? list.filter((known) => known.id !== item.id) : list;
    const all = item ? [...others, item].sort((a, b) => a.created_seq - b.created_seq) : others;
    return all.some((each) => isPast(each, before)) ? all.filter((each) => !isPast(each, before)) : all;
  };
  state.milestones = next(state.milestones, event.milestone);
  state.actions = next(state.actions, event.action);
  state.questions = next(state.questions, event.question);
  state.decisions = next(state.decisions, event.decision);
  state.ideas = next(state.ideas, event.idea);
  state.meetings = next(state.meetings, event.meeting);
  state.comments = next(state.comments, event.comment);
  state.approvals = next(state.approvals, event.approval);
  state.charters = next(state.charters, event.charter);
  const { route } = event;
  if (route) state.routes = [...(state.routes ?? []).filter(({ id }) => id !== route.id), route];
}

/** Designs, and the last revision of each: a later one takes the place of the one before, and not the other way round. */
export function applyToDesigns(state: Snapshot, { design, revision }: DureEvent): void {
  const inOrder = <T extends { created_seq: number }>(all: T[]): T[] =>
    all.sort((a, b) => a.created_seq - b.created_seq);
  if (design) {
    const others = (state.designs ?? []).filter((known) => known.id !== design.id);
    state.designs = inOrder([...others, design]);
  }
  const known = revision && state.revisions?.find(({ design_id }) => design_id === revision.design_id);
  if (revision && (known === undefined || known.created_seq <= revision.created_seq)) {
    const others = (state.revisions ?? []).filter((known) => known.design_id !== revision.design_id);
    state.revisions = inOrder([...others, revision]);
  }
}

function isPast(item: Planned, before: number): boolean {
  return item.closed_seq !== undefined && item.closed_seq <= before;
}

/** A state that was kept before there was all of this in it is asked for anew. */
export function isWhole(state: Snapshot | undefined): state is Snapshot {
  return state?.milestones !== undefined && state.meetings !== undefined && state.designs !== undefined && state.comments !== undefined && state.approvals !== undefined && state.charters !== undefined;
}
