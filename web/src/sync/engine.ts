// Keeps a person's projects current on this device: what arrives goes through the reducer into the store, what
// was written goes through the outbox to the server. Views read it and call it; it knows no view.
import type { DureEvent, PostMessage, Snapshot } from '../api/types';
import { Refusal } from '../api/problem';
import { Connection, type Phase } from './connection';
import { REMOVED, type ServerFrame } from './frames';
import { Outbox, type OutboxEntry } from './outbox';
import { Poll } from './poll';
import { MARKER } from './reducer';
import type { EngineNews, Network, ServerPorts } from './ports';
import { ReadMarks } from './read-marks';
import { Room, type RoomView } from './room';
import type { Store } from './store';
import { allUnsent, madeBy, unsentIn } from './unsent';

const PAGE = 60;
const FILL_PAGE = 200;
const TOO_FAR = 1_000;
const AGAIN_MS = 2_000;

export class Engine {
  network: Network = { phase: 'off', online: true, unsent: 0, refused: 0 };
  readonly outbox: Outbox;
  readonly marks: ReadMarks;
  private readonly connection: Connection;
  private readonly poll: Poll;
  private readonly rooms = new Map<string, Room>();
  private readonly followed = new Set<string>();
  private readonly asked = new Map<number, string>();
  private readonly mending = new Map<string, Promise<void>>();
  private readonly listeners = new Set<() => void>();
  private readonly newsListeners = new Set<(news: EngineNews) => void>();
  private focused: string | undefined;
  private lastAsk = 0;
  private emitting = false;
  private readonly end = new AbortController();

  constructor(
    readonly store: Store,
    private readonly server: ServerPorts,
  ) {
    this.outbox = new Outbox({
      store,
      post: (entry) => server.post(entry),
      online: () => navigator.onLine,
      alone: (name, work) => server.alone(name, work),
      changed: (entries) => this.outboxChanged(entries),
      now: () => Date.now(),
      random: () => Math.random(),
    });
    this.marks = new ReadMarks(store, server, (id, seq) => this.roomOf(id).set({ readSeq: seq }));
    this.connection = new Connection({
      ticket: () => server.ticket(),
      renew: () => server.renew(),
      url: server.liveUrl,
      probe: () => this.question(),
      onPhase: (phase) => this.phaseChanged(phase),
      onFrame: (frame) => this.receive(frame),
    });
    this.poll = new Poll({
      focused: () => this.focused,
      followed: () => [...this.followed],
      once: (id, wait, signal) => this.pollOnce(id, wait, signal),
    });
  }

  async start(): Promise<void> {
    const { signal } = this.end;
    addEventListener('online', () => this.networkBack(), { signal });
    addEventListener('offline', () => this.networkLost(), { signal });
    document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && this.wake(), { signal });
    this.setNetwork({ online: navigator.onLine });
    await this.marks.load();
    await this.outbox.start();
    this.connection.start();
  }

  stop(): void {
    this.end.abort();
    this.connection.stop();
    this.poll.stop();
    this.outbox.stop();
    this.marks.stop();
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  onNews(listener: (news: EngineNews) => void): () => void {
    this.newsListeners.add(listener);
    return () => this.newsListeners.delete(listener);
  }

  room(id: string): RoomView {
    return this.roomOf(id).view;
  }

  /** Follows these projects from now on; the first ones first. */
  follow(ids: readonly string[]): void {
    for (const id of ids) {
      if (this.followed.has(id)) continue;
      this.followed.add(id);
      void this.attach(this.roomOf(id));
    }
  }

  /** The project on the screen. */
  focus(id: string | undefined): void {
    this.focused = id;
    if (id === undefined) return;
    const room = this.roomOf(id);
    if (room.view.status === 'missing') room.set({ status: 'loading' });
    if (this.followed.has(id) && !room.state) void this.attach(room);
    this.follow([id]);
    this.poll.nudge();
  }

  async post(projectId: string, message: PostMessage): Promise<void> {
    await this.outbox.add(projectId, message);
  }

  sayTyping(projectId: string): void {
    this.connection.sayTyping(projectId);
  }

  async loadOlder(projectId: string): Promise<void> {
    const room = this.roomOf(projectId);
    const first = room.firstHeld();
    if (room.view.loadingOlder || !room.state || first <= 1) return;
    room.set({ loadingOlder: true });
    try {
      const count = Math.min(PAGE, first - 1);
      const kept = await this.store.eventsUpTo(projectId, first - 1, count);
      if (kept.length === count) return room.prepend(kept);
      const { epoch, items } = await this.server.events(projectId, first - 1 - count, count);
      if (epoch !== room.state.epoch) return;
      await this.store.keepEvents(epoch, projectId, items);
      room.prepend(items);
    } catch {
      // Without a network the older part simply is not here; scrolling up asks again.
    } finally {
      room.set({ loadingOlder: false });
    }
  }

  // Network

  private networkBack(): void {
    this.setNetwork({ online: true });
    this.wake();
  }

  private networkLost(): void {
    this.setNetwork({ online: false });
    this.connection.networkLost();
  }

  private wake(): void {
    this.connection.wake();
    this.outbox.kick(undefined, true);
    this.marks.tell();
  }

  private phaseChanged(phase: Phase): void {
    this.setNetwork({ phase });
    if (phase === 'polling') this.poll.start();
    else this.poll.stop();
    if (phase === 'ended') this.news({ kind: 'ended' });
    if (phase === 'open' || phase === 'polling') {
      this.outbox.kick(undefined, true);
      this.marks.tell();
    }
    if (phase === 'open') {
      const ids = [...this.followed].sort((a, b) => Number(b === this.focused) - Number(a === this.focused));
      void (async () => {
        for (const id of ids) await this.attach(this.roomOf(id));
        this.news({ kind: 'caught-up' });
      })();
    } else {
      for (const room of this.rooms.values()) {
        if (room.view.status === 'live' || room.view.status === 'catching-up') {
          room.set({ status: 'away', present: [], typing: [] });
        }
      }
    }
  }

  /** Loads what is kept, fetches what was never here, and asks for everything later. */
  private async attach(room: Room): Promise<void> {
    await room.load();
    if (!room.state && room.view.status !== 'missing' && navigator.onLine) await this.restart(room);
    if (room.state) this.ask(room);
    if (room.state && room.view.log.length === 0) await this.loadOlder(room.id);
  }

  private ask(room: Room): void {
    const state = room.state;
    if (!state || this.connection.phase !== 'open') return;
    this.lastAsk += 1;
    this.asked.set(this.lastAsk, room.id);
    room.set({ status: 'catching-up' });
    this.connection.send(subscribeFrame(this.lastAsk, state));
  }

  private question() {
    const id = this.focused ?? [...this.followed][0];
    const state = id === undefined ? undefined : this.roomOf(id).state;
    if (!state) return undefined;
    this.lastAsk += 1;
    this.asked.set(this.lastAsk, state.project.id);
    return subscribeFrame(this.lastAsk, state);
  }

  private receive(frame: ServerFrame): void {
    switch (frame.op) {
      case 'event':
        return this.arrive(frame.event);
      case 'marker':
        return this.arrive({ project_id: frame.project_id, seq: frame.seq, kind: MARKER });
      case 'subscribed':
        for (const moved of frame.seen ?? []) this.roomOf(frame.project_id).saw(moved);
        this.learnRead(this.roomOf(frame.project_id));
        return this.subscribed(this.roomOf(frame.project_id), frame);
      case 'reset':
        return void this.startAgain(this.roomOf(frame.project_id));
      case 'presence':
        return this.roomOf(frame.project_id).set({ present: frame.people });
      case 'typing':
        if (frame.person_id !== this.store.personId) this.roomOf(frame.project_id).sawTyping(frame.person_id);
        return;
      case 'seen':
        this.roomOf(frame.project_id).saw(frame);
        return this.learnRead(this.roomOf(frame.project_id));
      case 'unsubscribed':
        if (Number(frame.code) === REMOVED) void this.drop(this.roomOf(frame.project_id));
        return;
      case 'error': {
        const id = frame.id === undefined ? undefined : this.asked.get(frame.id);
        if (id !== undefined) void this.startAgain(this.roomOf(id));
        return;
      }
    }
  }

  private arrive(event: DureEvent): void {
    if (event.project_id === undefined) return;
    const room = this.roomOf(event.project_id);
    if (room.state && !room.apply([event])) void this.fill(room);
  }

  private subscribed(room: Room, frame: { id: number; epoch: string; head: number }): void {
    this.asked.delete(frame.id);
    const state = room.state;
    if (!state) return;
    if (state.epoch !== frame.epoch) return void this.startAgain(room);
    if (state.as_of_seq < frame.head) return void this.fill(room);
    if (room.view.status !== 'live') room.set({ status: 'live' });
  }

  // Mending

  private once(room: Room, work: () => Promise<void>): Promise<void> {
    const running = this.mending.get(room.id);
    if (running) return running;
    const mending = work().finally(() => this.mending.delete(room.id));
    this.mending.set(room.id, mending);
    return mending;
  }

  private async restart(room: Room, forced = false): Promise<void> {
    await this.once(room, async () => {
      try {
        await room.restart(await this.server.snapshot(room.id), forced);
        this.learnRead(room);
      } catch (error) {
        await this.failed(room, error);
      }
    });
  }

  /** Another device of this person may have read further. */
  private learnRead(room: Room): void {
    void this.marks.learn(room.id, room.state?.seen.find((one) => one.person_id === this.store.personId)?.seq ?? 0);
  }

  private async startAgain(room: Room): Promise<void> {
    await this.restart(room, true);
    if (!room.state) return;
    this.ask(room);
    if (room.view.log.length === 0) await this.loadOlder(room.id);
  }

  /** Fetches what is missing between the state and the head of the record. */
  private async fill(room: Room): Promise<void> {
    await this.once(room, async () => {
      try {
        for (;;) {
          const state = room.state;
          if (!state) return;
          const page = await this.server.events(room.id, state.as_of_seq, FILL_PAGE);
          if (page.epoch !== state.epoch || page.head - state.as_of_seq > TOO_FAR) {
            return await room.restart(await this.server.snapshot(room.id));
          }
          room.apply(page.items);
          if (page.items.length === 0 || (room.state?.as_of_seq ?? 0) >= page.head) break;
        }
        if (this.connection.phase === 'open') room.set({ status: 'live' });
      } catch (error) {
        await this.failed(room, error);
      }
    });
  }

  /** What may not be seen goes; anything else is tried again while there is a connection. */
  private async failed(room: Room, error: unknown): Promise<void> {
    if (error instanceof Refusal && (error.status === 404 || error.status === 403)) return this.drop(room);
    if (this.connection.phase !== 'open' && this.connection.phase !== 'polling') return;
    setTimeout(() => !this.end.signal.aborted && void this.attach(room), AGAIN_MS * (1 + Math.random()));
  }

  private async pollOnce(id: string, wait: number, signal: AbortSignal): Promise<void> {
    const room = this.roomOf(id);
    const state = room.state;
    if (!state) return this.attach(room);
    const page = await this.server.events(id, state.as_of_seq, FILL_PAGE, wait, signal);
    if (page.epoch !== state.epoch) return this.startAgain(room);
    room.apply(page.items);
    room.set({ status: (room.state?.as_of_seq ?? 0) >= page.head ? 'live' : 'catching-up' });
  }

  private async drop(room: Room): Promise<void> {
    this.followed.delete(room.id);
    await room.saved();
    await this.store.dropRoom(room.id);
    room.set({ state: undefined, log: [], status: 'missing', present: [], typing: [] });
    await this.outbox.reload();
    this.news({ kind: 'dropped', projectId: room.id });
  }

  private roomOf(id: string): Room {
    let room = this.rooms.get(id);
    if (!room) {
      room = new Room(id, this.store, {
        changed: () => this.emit(),
        events: (events, asOfSeq) => {
          void this.outbox.arrived(id, new Set(events.flatMap(madeBy)), asOfSeq);
          this.news({ kind: 'events', projectId: id, events });
        },
      });
      room.view = { ...room.view, ...unsentIn(id, this.outbox.list()), readSeq: this.marks.seqOf(id) };
      this.rooms.set(id, room);
      void room.load();
    }
    return room;
  }

  private outboxChanged(entries: readonly OutboxEntry[]): void {
    for (const room of this.rooms.values()) {
      const next = unsentIn(room.id, entries);
      if (allUnsent(room.view).length + allUnsent(next).length > 0) room.set(next);
    }
    this.setNetwork({
      unsent: entries.filter((entry) => entry.state === 'waiting' || entry.state === 'sending').length,
      refused: entries.filter((entry) => entry.state === 'refused').length,
    });
  }

  private setNetwork(change: Partial<Network>): void {
    this.network = { ...this.network, ...change };
    this.emit();
  }

  private news(news: EngineNews): void {
    for (const listener of this.newsListeners) listener(news);
  }

  /** Many frames in a row make one drawing. */
  private emit(): void {
    if (this.emitting) return;
    this.emitting = true;
    queueMicrotask(() =>
      setTimeout(() => {
        this.emitting = false;
        for (const listener of this.listeners) listener();
      }, 0),
    );
  }
}

function subscribeFrame(id: number, state: Snapshot) {
  return { op: 'subscribe' as const, id, project_id: state.project.id, epoch: state.epoch, after: state.as_of_seq };
}
