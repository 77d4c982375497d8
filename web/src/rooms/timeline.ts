// The stream as rows: the record's events and what is not yet sent, on one time line. Pure.
import type { DureEvent, LookedAt, Message } from '../api/types';
import type { MessageEntry } from '../sync/outbox';
import { MARKER } from '../sync/reducer';
import { isNews, notable, since, type Notable, type Since } from '../sync/since';

export type Row =
  | { kind: 'start'; key: string }
  | { kind: 'day'; key: string; at: string }
  | { kind: 'unread'; key: string; since: Since; first: readonly Notable[] }
  | { kind: 'message'; key: string; seq: number; message: Message; continued: boolean; quoted?: Message }
  | { kind: 'happened'; key: string; seq: number; events: readonly DureEvent[] }
  | { kind: 'hidden'; key: string; seq: number; count: number }
  | { kind: 'unsent'; key: string; entry: MessageEntry; continued: boolean; quoted?: Message };

export interface TimelineInput {
  /** The part that is drawn. */
  log: readonly DureEvent[];
  /** All that is here, for quotes and for what is new; the part itself without it. */
  whole?: readonly DureEvent[];
  /** Newest versions of messages, where they differ from what the log says. */
  messages: readonly Message[];
  unsent: readonly MessageEntry[];
  /** The last event read before the room was opened. */
  readBefore: number;
  /** The last event that came before the reader looked; what comes while they look is not news to them. */
  newUpTo?: number;
  me: string;
  /** Parties the reader belongs to. */
  parties: readonly string[];
  /** What the reader has seen of designs. */
  looked?: Readonly<Record<string, LookedAt>>;
  dayKey(at: string): string;
}

const SAME_BREATH_MS = 5 * 60_000;
const FOLD_FROM = 3;
/** What asks or binds somebody stands in full. */
const UNFOLDED = /^plan\.(question|decision)_/;

export function timeline(input: TimelineInput): Row[] {
  const { log, whole = log, newUpTo = Infinity, unsent, me, dayKey } = input;
  const { looked } = input;
  const reader = { person: me, parties: input.parties, ...(looked ? { looked } : {}) };
  const newest = new Map(input.messages.map((message) => [message.id, message]));
  const words = new Map<string, Message>();
  for (const { message } of whole) if (message) words.set(message.id, newest.get(message.id) ?? message);
  for (const message of input.messages) if (!words.has(message.id)) words.set(message.id, message);
  const quote = (id: string | undefined) => (id === undefined ? undefined : words.get(id));

  const rows: Row[] = [];
  let day = '';
  let divided = false;
  const drawn = new Set<string>();
  if (log[0]?.seq === 1) rows.push({ kind: 'start', key: 'start' });

  log.forEach((event) => {
    if (event.message && event.kind !== 'room.message_posted') return;
    if (!divided && input.readBefore > 0 && event.seq > input.readBefore && event.seq <= newUpTo && isNews(event, reader)) {
      divided = true;
      const missed = whole.filter((each) => each.seq <= newUpTo);
      rows.push({ kind: 'unread', key: 'unread', since: since(missed, input.readBefore, reader), first: notable(missed, input.readBefore, reader) });
    }
    if (event.at !== undefined && dayKey(event.at) !== day) {
      day = dayKey(event.at);
      rows.push({ kind: 'day', key: `day-${day}`, at: event.at });
    }
    const last = rows.at(-1);
    if (event.kind === MARKER) {
      if (last?.kind === 'hidden') rows[rows.length - 1] = { ...last, count: last.count + 1 };
      else rows.push({ kind: 'hidden', key: `hidden-${event.seq}`, seq: event.seq, count: 1 });
    } else if (event.message) {
      const message = words.get(event.message.id) ?? event.message;
      if (drawn.has(message.id)) return;
      drawn.add(message.id);
      rows.push({
        kind: 'message',
        key: message.id,
        seq: event.seq,
        message,
        continued: continues(last, message),
        quoted: quote(message.reply_to),
      });
    } else if (last?.kind === 'happened' && isOneRun(last.events[0]!, event)) {
      rows[rows.length - 1] = { ...last, events: [...last.events, event] };
    } else {
      rows.push({ kind: 'happened', key: `event-${event.seq}`, seq: event.seq, events: [event] });
    }
  });

  for (const entry of unsent) {
    if (words.has(entry.id)) continue;
    const last = rows.at(-1);
    rows.push({
      kind: 'unsent',
      key: entry.id,
      entry,
      continued: last?.kind === 'unsent' || (last?.kind === 'message' && last.message.author.person_id === me),
      quoted: quote(entry.message.reply_to),
    });
  }
  return rows;
}

/** Alike, or of one meeting. */
function isOneRun(first: DureEvent, event: DureEvent): boolean {
  if (first.meeting || event.meeting) return first.meeting?.id === event.meeting?.id;
  return first.kind === event.kind;
}

/** Runs long enough are one line until they are opened; of a meeting the last that happened stands for the others. */
export function folds(events: readonly DureEvent[]): boolean {
  if (events[0]?.meeting) return events.length > 1;
  return events.length >= FOLD_FROM && !UNFOLDED.test(events[0]?.kind ?? '');
}

function continues(last: Row | undefined, message: Message): boolean {
  if (last?.kind !== 'message' || message.reply_to !== undefined) return false;
  const before = last.message;
  return (
    before.author.person_id === message.author.person_id &&
    String(before.audience) === String(message.audience) &&
    Date.parse(message.created_at) - Date.parse(before.created_at) < SAME_BREATH_MS
  );
}
