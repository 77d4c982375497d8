// What happened since somebody was here, from what this device has: it needs no network.
import type { DureEvent } from '../api/types';
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
  readonly rest: number;
}

export interface Reader {
  person: string;
  /** The reader's own party, and that of their whole firm. */
  parties: readonly string[];
}

export type Weight = 'decisions' | 'mine' | 'mentions' | 'rest';

export interface Notable {
  readonly weight: Exclude<Weight, 'rest'>;
  readonly event: DureEvent;
}

/** Each event counts once, in the first group that it belongs to; reactions and markers are no news. */
export function since(log: readonly DureEvent[], readBefore: number, reader: Reader): Since {
  const counts = { total: 0, decisions: 0, mine: 0, mentions: 0, rest: 0 };
  for (const { weight } of newsIn(log, readBefore, reader)) {
    counts.total += 1;
    counts[weight] += 1;
  }
  return counts;
}

const WEIGHTS = ['decisions', 'mine', 'mentions'] as const;

/** What a reader should see first of it: decisions, what is their turn, what names them; in each the newest first. */
export function notable(log: readonly DureEvent[], readBefore: number, reader: Reader): Notable[] {
  const news = [...newsIn(log, readBefore, reader)];
  return WEIGHTS.flatMap((weight) => news.flatMap((each) => (each.weight === weight ? [{ weight, event: each.event }] : [])));
}

/** A thing that changed several times is one piece of news, as it is now. Newest first. */
function* newsIn(log: readonly DureEvent[], readBefore: number, reader: Reader): Generator<{ weight: Weight; event: DureEvent }> {
  const seen = new Set<string>();
  for (const event of log.toReversed()) {
    if (event.seq <= readBefore) return;
    if (!isNews(event, reader)) continue;
    const thing = event.message?.id ?? itemOf(event)?.id;
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
  const ball = (event.question ?? event.action)?.ball;
  if (ball && (ball.person_id === reader.person || (!ball.person_id && reader.parties.includes(ball.party_id)))) return 'mine';
  const named = event.message?.mentions?.some(
    ({ person_id, party_id }) => person_id === reader.person || (party_id !== undefined && reader.parties.includes(party_id)),
  );
  return named ? 'mentions' : 'rest';
}

function itemOf(event: DureEvent) {
  return event.question ?? event.action ?? event.decision ?? event.idea ?? event.milestone ?? event.meeting;
}
