// One project as this tab holds it: the state, the stretch of the record that was read, who is here now.
import type { DureEvent, Seen, Snapshot } from '../api/types';
import type { CommentEntry, MessageEntry, PlanEntry } from './outbox';
import { applyEvent, tombstones, withSeen, withTombstones } from './reducer';
import type { Store } from './store';

/**
 * `loading`: nothing of it is here yet. `away`: no connection, what is shown may be old. `catching-up`: connected,
 * later events are on their way. `live`: nothing is missing. `missing`: not, or no longer, for this person.
 */
export type RoomStatus = 'loading' | 'away' | 'catching-up' | 'live' | 'missing';

export interface RoomView {
  readonly id: string;
  readonly status: RoomStatus;
  readonly state?: Snapshot;
  /** Ends at `state.as_of_seq`, without a gap. */
  readonly log: readonly DureEvent[];
  readonly loadingOlder: boolean;
  readonly present: readonly string[];
  readonly typing: readonly string[];
  /** Messages that the server has not acknowledged. */
  readonly unsent: readonly MessageEntry[];
  /** Changes of the plan that it has not. */
  readonly pending: readonly PlanEntry[];
  /** Comments, answers and closures that it has not. */
  readonly said: readonly CommentEntry[];
  readonly readSeq: number;
}

const KEPT_ON_OPEN = 200;
const TYPING_MS = 5_000;

export interface RoomHooks {
  changed(): void;
  events(events: readonly DureEvent[], asOfSeq: number): void;
}

export class Room {
  view: RoomView;
  private unsaved: DureEvent[] = [];
  private saving: Promise<void> = Promise.resolve();
  private readonly typingTimers = new Map<string, ReturnType<typeof setTimeout>>();
  private loaded: Promise<void> | undefined;

  constructor(
    readonly id: string,
    private readonly store: Store,
    private readonly hooks: RoomHooks,
  ) {
    this.view = {
      id,
      status: 'loading',
      log: [],
      loadingOlder: false,
      present: [],
      typing: [],
      unsent: [],
      pending: [],
      said: [],
      readSeq: 0,
    };
  }

  get state(): Snapshot | undefined {
    return this.view.state;
  }

  /** What this device kept; once. */
  load(): Promise<void> {
    this.loaded ??= (async () => {
      const state = await this.store.room(this.id);
      if (!state || this.view.state) return;
      const log = await this.store.eventsUpTo(this.id, state.as_of_seq, KEPT_ON_OPEN);
      if (this.view.state) return;
      this.set({ state, log, status: 'away' });
      this.hooks.events([], state.as_of_seq);
    })();
    return this.loaded;
  }

  set(change: Partial<RoomView>): void {
    this.view = { ...this.view, ...change };
    this.hooks.changed();
  }

  /** Carries the state forward; false when something before these events is missing. */
  apply(events: readonly DureEvent[]): boolean {
    let state = this.view.state;
    if (!state) return false;
    const applied: DureEvent[] = [];
    let whole = true;
    for (const event of events) {
      const step = applyEvent(state, event);
      state = step.state;
      if (step.outcome === 'applied') applied.push(event);
      if (step.outcome === 'gap') {
        whole = false;
        break;
      }
    }
    if (applied.length > 0) {
      for (const event of applied) if (event.actor) this.stopTyping(event.actor.person_id);
      this.set({ state, log: withTombstones([...this.view.log, ...applied], tombstones(applied)) });
      this.unsaved.push(...applied);
      this.save();
      this.hooks.events(applied, state.as_of_seq);
    }
    return whole;
  }

  /** Starts again from the server's snapshot; `forced` when the server itself says that what is here is void. */
  async restart(state: Snapshot, forced = false): Promise<void> {
    const known = this.view.state;
    if (!forced && known && known.epoch === state.epoch && known.as_of_seq >= state.as_of_seq) return;
    this.unsaved = [];
    this.set({ state, log: [] });
    await (this.saving = this.saving.then(() => this.store.restart(state, forced)));
    this.hooks.events([], state.as_of_seq);
  }

  /** Older events, in order, that end right before the first one held. */
  prepend(events: readonly DureEvent[]): void {
    const first = this.firstHeld();
    const older = events.filter((event) => event.seq < first);
    if (older.length > 0 && older.at(-1)!.seq === first - 1) this.set({ log: [...older, ...this.view.log] });
  }

  firstHeld(): number {
    return this.view.log[0]?.seq ?? (this.view.state?.as_of_seq ?? 0) + 1;
  }

  sawTyping(personId: string): void {
    clearTimeout(this.typingTimers.get(personId));
    this.typingTimers.set(
      personId,
      setTimeout(() => this.stopTyping(personId), TYPING_MS),
    );
    if (!this.view.typing.includes(personId)) this.set({ typing: [...this.view.typing, personId] });
  }

  /** A member has read up to here; told by a frame, not by the record. */
  saw(moved: Seen): void {
    const state = this.view.state && withSeen(this.view.state, moved);
    if (!state || state === this.view.state) return;
    this.set({ state });
    this.save();
  }

  /** Resolves when everything applied is on this device. */
  async saved(): Promise<void> {
    await this.saving;
  }

  private stopTyping(personId: string): void {
    clearTimeout(this.typingTimers.get(personId));
    this.typingTimers.delete(personId);
    if (this.view.typing.includes(personId)) {
      this.set({ typing: this.view.typing.filter((id) => id !== personId) });
    }
  }

  private save(): void {
    this.saving = this.saving.then(async () => {
      const state = this.view.state;
      const events = this.unsaved;
      if (!state) return;
      this.unsaved = [];
      await this.store.advance(state, events);
    });
  }
}
