// A project's state and how an event changes it. Pure: the published vectors hold for it.
import type { DureEvent, Message, Seen, Snapshot } from '../api/types';
import { applyToDesigns, applyToPlan } from './plan';

export const MESSAGE_WINDOW = 50;
export const MARKER = 'record.marker';

/** `applied`, or why not: `known` already part of the state, `gap` something before it is missing. */
export type Step = { outcome: 'applied'; state: Snapshot } | { outcome: 'known' | 'gap'; state: Snapshot };

export function applyEvent(state: Snapshot, event: DureEvent): Step {
  if (event.seq <= state.as_of_seq) return { outcome: 'known', state };
  if (event.seq !== state.as_of_seq + 1) return { outcome: 'gap', state };
  const next: Snapshot = { ...state, as_of_seq: event.seq };
  applyToPlan(next, event);
  if (event.kind === MARKER) return { outcome: 'applied', state: next };
  applyToDesigns(next, event);
  if (event.project) next.project = event.project;
  if (event.phases) next.phases = event.phases;
  if (event.phase) next.phases = put(next.phases, event.phase, (phase) => phase.id);
  if (event.party) next.parties = put(next.parties, event.party, (party) => party.id);
  if (event.member) next.members = put(next.members, event.member, (member) => member.person_id);
  if (event.message) next.messages = putMessage(next.messages, event.message, event.seq);
  if (event.removed) takeAway(next, event.removed);
  return { outcome: 'applied', state: next };
}

/** The state after a run of events that continues it. */
export function fold(state: Snapshot, events: readonly DureEvent[]): Snapshot {
  return events.reduce((before, event) => {
    const step = applyEvent(before, event);
    if (step.outcome === 'gap') throw new Error(`event ${event.seq} does not continue ${before.as_of_seq}`);
    return step.state;
  }, state);
}

function put<T>(list: readonly T[], item: T, key: (item: T) => string): T[] {
  const at = list.findIndex((known) => key(known) === key(item));
  return at < 0 ? [...list, item] : list.with(at, item);
}

/** A message is new at its own event; what changes of one that is not kept any more is not kept either. */
function putMessage(window: readonly Message[], message: Message, seq: number): Message[] {
  const at = window.findIndex((known) => known.id === message.id);
  if (at >= 0) return window.with(at, message);
  return message.seq === seq ? [...window, message].slice(-MESSAGE_WINDOW) : [...window];
}

function takeAway(state: Snapshot, removed: { kind: string; id: string }): void {
  if (removed.kind === 'member') {
    state.members = state.members.filter((member) => member.person_id !== removed.id);
    state.seen = state.seen.filter((one) => one.person_id !== removed.id);
  }
  if (removed.kind === 'phase') state.phases = state.phases.filter((phase) => phase.id !== removed.id);
  if (removed.kind === 'party') state.parties = state.parties.filter((party) => party.id !== removed.id);
  if (removed.kind === 'message') state.messages = state.messages.filter((message) => message.id !== removed.id);
}

/** How far members have read, in the order of joining like the snapshot's; it never goes back. */
export function withSeen(state: Snapshot, { person_id, party_id, seq }: Seen): Snapshot {
  const known = state.seen.find((one) => one.person_id === person_id);
  if (known && known.seq >= seq) return state;
  const all = [...state.seen.filter((one) => one !== known), { person_id, party_id, seq }];
  const joined = (one: Seen) => state.members.findIndex((member) => member.person_id === one.person_id);
  return { ...state, seen: all.sort((one, other) => joined(one) - joined(other)) };
}

/** Messages that these events deleted, by their ids. */
export function tombstones(events: readonly DureEvent[]): ReadonlyMap<string, Message> {
  const deleted = events.flatMap(({ message }) => (message?.deletion ? [[message.id, message] as const] : []));
  return new Map(deleted);
}

/** The same events, telling nothing of what was deleted; the very same when nothing was. */
export function withTombstones(events: DureEvent[], deleted: ReadonlyMap<string, Message>): DureEvent[] {
  if (deleted.size === 0) return events;
  return events.map((event) => {
    const stone = event.message && deleted.get(event.message.id);
    return stone ? { ...event, message: stone } : event;
  });
}
