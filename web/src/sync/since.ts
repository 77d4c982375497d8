// What happened since somebody was here, from what this device has: it needs no network.
import type { DureEvent, LookedAt } from '../api/types';
import { MARKER } from './reducer';

export interface Since {
  /** Everything of others that is new. */
  readonly total: number;
  /** Decisions that were proposed or taken. */
  readonly decisions: number;
  /** Things whose turn came to the reader. */
  readonly mine: number;
  /** Messages that name the reader or one of their parties. */
  readonly mentions: number;
  /** Designs that the reader had looked at, and that have a later revision now. */
  readonly revised: number;
  readonly rest: number;
}

export interface Reader {
  person: string;
  /** The reader's own party, and that of their whole firm. */
  parties: readonly string[];
  /** What they have seen of designs. */
  looked?: Readonly<Record<string, LookedAt>>;
}

export type Weight = 'decisions' | 'mine' | 'mentions' | 'revised' | 'rest';

export interface Notable {
  readonly weight: Exclude<Weight, 'rest'>;
  readonly event: DureEvent;
  /** What the reader had seen of a design that was revised. */
  readonly seen?: LookedAt;
}

/** Each event counts once, in the first group that it belongs to; reactions and markers are no news. */
export function since(log: readonly DureEvent[], readBefore: number, reader: Reader): Since {
  const counts = { total: 0, decisions: 0, mine: 0, mentions: 0, revised: 0, rest: 0 };
  for (const { weight } of newsIn(log, readBefore, reader)) {
    counts.total += 1;
    counts[weight] += 1;
  }
  return counts;
}

const SUBMITTED = 'designs.revision_submitted';
const WEIGHTS = ['decisions', 'mine', 'mentions', 'revised'] as const;

/** What a reader should see first of it: decisions, what is their turn, what names them, what was revised; in each the newest first. */
export function notable(log: readonly DureEvent[], readBefore: number, reader: Reader): Notable[] {
  const news = [...newsIn(log, readBefore, reader)];
  return WEIGHTS.flatMap((weight) => news.flatMap((each) => (each.weight === weight ? [noted(weight, each.event, reader)] : [])));
}

function noted(weight: Notable['weight'], event: DureEvent, reader: Reader): Notable {
  const seen = weight === 'revised' ? seenEarlier(event, reader) : undefined;
  return { weight, event, ...(seen ? { seen } : {}) };
}

/** A thing that changed several times is one piece of news, as it is now. Newest first. */
function* newsIn(log: readonly DureEvent[], readBefore: number, reader: Reader): Generator<{ weight: Weight; event: DureEvent }> {
  const seen = new Set<string>();
  for (const event of log.toReversed()) {
    if (event.seq <= readBefore) return;
    if (!isNews(event, reader)) continue;
    const submitted = event.kind === SUBMITTED ? event.revision?.design_id : undefined;
    const thing = event.message?.id ?? submitted ?? itemOf(event)?.id;
    if (thing !== undefined && seen.has(thing)) continue;
    if (thing !== undefined) seen.add(thing);
    yield { weight: group(event, reader), event };
  }
}

/** Whether somebody else did something that a reader would want to know. */
export function isNews(event: DureEvent, reader: Reader): boolean {
  if (event.kind === MARKER || event.actor?.person_id === reader.person) return false;
  return event.message === undefined || (event.kind === 'room.message_posted' && !event.message.deletion);
}

function group(event: DureEvent, reader: Reader): Weight {
  if (event.decision) return 'decisions';
  const ball = (event.question ?? event.action ?? event.comment)?.ball;
  if (ball && (ball.person_id === reader.person || (!ball.person_id && reader.parties.includes(ball.party_id)))) return 'mine';
  const named = event.message?.mentions?.some(
    ({ person_id, party_id }) => person_id === reader.person || (party_id !== undefined && reader.parties.includes(party_id)),
  );
  if (named) return 'mentions';
  return seenEarlier(event, reader) ? 'revised' : 'rest';
}

/** What the reader saw last of a design of which this event submits a later revision. */
function seenEarlier({ kind, revision }: DureEvent, { looked }: Reader): LookedAt | undefined {
  const seen = kind === SUBMITTED && revision ? looked?.[revision.design_id] : undefined;
  return seen && (revision?.submitted_seq ?? 0) > seen.submitted_seq ? seen : undefined;
}

function itemOf(event: DureEvent) {
  return event.question ?? event.action ?? event.decision ?? event.idea ?? event.milestone ?? event.meeting ?? event.comment;
}
