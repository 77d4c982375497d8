// What a person has written and the server has not yet answered for: messages, changes of the plan, and what they say on
// designs. An entry is one id and one idempotency key for its whole life, so that sending it again can never do it twice.
import type { PostMessage, Problem } from '../api/types';
import { Refusal, SignedOut } from '../api/problem';
import { backoff } from './backoff';
import type { CommentWrite } from './comment-write';
import { newId } from './ids';
import type { PlanWrite } from './plan-write';
import type { Store } from './store';

interface Entry {
  /** Id of what is made: a message, an item, a comment, an answer. */
  id: string;
  idempotency_key: string;
  project_id: string;
  written_at: string;
  /** `sent`: acknowledged, its event not yet seen here. `refused`: the server's words are in `problem`. */
  state: 'waiting' | 'sending' | 'sent' | 'refused';
  attempts: number;
  /** Not before this time, in milliseconds. */
  next_at: number;
  seq?: number;
  problem?: Problem;
}

export interface MessageEntry extends Entry {
  message: PostMessage;
  plan?: undefined;
  comment?: undefined;
}

export interface PlanEntry extends Entry {
  plan: PlanWrite;
  message?: undefined;
  comment?: undefined;
}

export interface CommentEntry extends Entry {
  comment: CommentWrite;
  message?: undefined;
  plan?: undefined;
}

export type OutboxEntry = MessageEntry | PlanEntry | CommentEntry;

/** Whether a refused entry may be taken when it is sent once more: not where a right or the thing itself is missing. */
export function mayHelp(problem: Problem | undefined): boolean {
  return ![400, 403, 404, 410, 413, 422].includes(problem?.status ?? 0);
}

export interface OutboxPorts {
  store: Store;
  post(entry: OutboxEntry): Promise<{ seq: number }>;
  online(): boolean;
  /** Runs `work` while no other tab does the same under this name. */
  alone(name: string, work: () => Promise<void>): Promise<void>;
  changed(entries: readonly OutboxEntry[]): void;
  now(): number;
  random(): number;
}

const OPEN: readonly OutboxEntry['state'][] = ['waiting', 'sending'];

export class Outbox {
  private entries: OutboxEntry[] = [];
  private readonly draining = new Map<string, { again: boolean }>();
  private readonly timers = new Map<string, ReturnType<typeof setTimeout>>();
  private readonly tabs: BroadcastChannel;
  /** Up to where the record is here, by project. */
  private readonly heard = new Map<string, number>();
  private readonly watching = new Set<() => void>();
  private stopped = false;

  constructor(private readonly ports: OutboxPorts) {
    this.tabs = new BroadcastChannel(`dure-outbox-${ports.store.personId}`);
    this.tabs.onmessage = () => void this.reload();
  }

  async start(): Promise<void> {
    await this.reload();
    // What was sent before a reload may have come into the record meanwhile.
    for (const [project, seq] of this.heard) await this.arrived(project, new Set(), seq);
    this.kick();
  }

  stop(): void {
    this.stopped = true;
    this.tabs.close();
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.timers.clear();
  }

  list(): readonly OutboxEntry[] {
    return this.entries;
  }

  /** Resolves once the words are on this device's disk. */
  async add(projectId: string, message: PostMessage): Promise<MessageEntry> {
    const entry = this.fresh(projectId);
    return this.keep({ ...entry, message: { ...message, id: entry.id } });
  }

  /** The same for a change of the plan. */
  async addPlan(projectId: string, plan: PlanWrite): Promise<PlanEntry> {
    return this.keep({ ...this.fresh(projectId), plan });
  }

  /** The same for what is said on a design. */
  async addComment(projectId: string, comment: CommentWrite): Promise<CommentEntry> {
    return this.keep({ ...this.fresh(projectId), comment });
  }

  private fresh(projectId: string): Entry {
    return {
      id: newId(),
      idempotency_key: newId(),
      project_id: projectId,
      written_at: new Date(this.ports.now()).toISOString(),
      state: 'waiting',
      attempts: 0,
      next_at: 0,
    };
  }

  private async keep<E extends OutboxEntry>(entry: E): Promise<E> {
    await this.ports.store.addToOutbox(entry);
    await this.tell();
    this.kick(entry.project_id);
    return entry;
  }

  /** What became of an entry: the server's refusal, `done`, or `waiting` when neither is known after `ms`. */
  async outcome(id: string, ms: number): Promise<Problem | 'done' | 'waiting'> {
    const now = () => {
      const entry = this.entries.find((each) => each.id === id);
      if (!entry || entry.state === 'sent') return 'done';
      return entry.state === 'refused' ? entry.problem : undefined;
    };
    return new Promise((resolve) => {
      const settle = (outcome: Problem | 'done' | 'waiting') => {
        clearTimeout(timer);
        this.watching.delete(look);
        resolve(outcome);
      };
      const look = () => {
        const found = now();
        if (found) settle(found);
      };
      const timer = setTimeout(() => settle('waiting'), ms);
      this.watching.add(look);
      look();
    });
  }

  /** Takes back what was refused, or was never tried; false when it is too late. */
  async discard(id: string): Promise<boolean> {
    let gone = false;
    await this.ports.store.changeOutbox(id, ['refused', 'waiting'], (entry) => {
      gone = entry.state === 'refused' || entry.attempts === 0;
      return gone ? undefined : entry;
    });
    await this.tell();
    return gone;
  }

  /** Sends what was refused once more, as it is. */
  async retry(id: string): Promise<void> {
    const entry = await this.ports.store.changeOutbox(id, ['refused'], (refused) => {
      const { problem: _, ...rest } = refused;
      return { ...rest, idempotency_key: newId(), state: 'waiting', attempts: 0, next_at: 0 };
    });
    await this.tell();
    if (entry) this.kick(entry.project_id);
  }

  /** Events have arrived: what they carry is no longer ours to show. */
  async arrived(projectId: string, ids: ReadonlySet<string>, asOfSeq: number): Promise<void> {
    this.heard.set(projectId, asOfSeq);
    const done = this.entries.filter(
      (entry) =>
        entry.project_id === projectId &&
        (ids.has(entry.id) || (entry.state === 'sent' && (entry.seq ?? Infinity) <= asOfSeq)),
    );
    if (done.length === 0) return;
    this.entries = this.entries.filter((entry) => !done.includes(entry));
    this.changed();
    await this.ports.store.removeFromOutbox(done.map((entry) => entry.id));
    this.tabs.postMessage('changed');
  }

  /** Tries what waits; `now` forgets the pauses between attempts. */
  kick(projectId?: string, now = false): void {
    const projects = projectId
      ? [projectId]
      : [...new Set(this.entries.filter((entry) => OPEN.includes(entry.state)).map((entry) => entry.project_id))];
    for (const project of projects) void this.drain(project, now);
  }

  async reload(): Promise<void> {
    if (this.stopped) return;
    this.entries = await this.ports.store.outbox();
    this.changed();
  }

  private changed(): void {
    this.ports.changed(this.entries);
    for (const look of [...this.watching]) look();
  }

  private async tell(): Promise<void> {
    await this.reload();
    if (!this.stopped) this.tabs.postMessage('changed');
  }

  private async drain(project: string, now: boolean): Promise<void> {
    const running = this.draining.get(project);
    if (running) {
      running.again = true;
      return;
    }
    const run = { again: false };
    this.draining.set(project, run);
    this.unschedule(project);
    try {
      await this.ports.alone(`dure-outbox-${this.ports.store.personId}-${project}`, async () => {
        do {
          run.again = false;
          await this.sendAll(project, now);
        } while (run.again && !this.stopped);
      });
    } finally {
      this.draining.delete(project);
    }
  }

  private async sendAll(project: string, now: boolean): Promise<void> {
    while (!this.stopped && this.ports.online()) {
      const next = (await this.ports.store.outbox()).find(
        (entry) => entry.project_id === project && OPEN.includes(entry.state),
      );
      if (!next) return;
      const pause = next.next_at - this.ports.now();
      if (pause > 0 && !now) return this.schedule(project, pause);
      if (!(await this.sendOne(next))) return;
    }
  }

  /** True when the next entry may follow. */
  private async sendOne(entry: OutboxEntry): Promise<boolean> {
    const { store } = this.ports;
    const sending = await store.changeOutbox(entry.id, OPEN, (found) => ({
      ...found,
      state: 'sending',
      attempts: found.attempts + 1,
    }));
    if (!sending) return true;
    await this.tell();
    try {
      const { seq } = await this.ports.post(sending);
      const known = seq <= (this.heard.get(entry.project_id) ?? 0);
      await store.changeOutbox(entry.id, OPEN, (found) => (known ? undefined : { ...found, state: 'sent', seq }));
      return true;
    } catch (error) {
      if (error instanceof Refusal && !error.passing) {
        await store.changeOutbox(entry.id, OPEN, (found) => ({ ...found, state: 'refused', problem: error.problem }));
        return true;
      }
      const pause = this.pauseAfter(error, sending.attempts);
      await store.changeOutbox(entry.id, OPEN, (found) => ({
        ...found,
        state: 'waiting',
        next_at: this.ports.now() + pause,
      }));
      if (!(error instanceof SignedOut)) this.schedule(entry.project_id, pause);
      return false;
    } finally {
      await this.tell();
    }
  }

  private pauseAfter(error: unknown, attempts: number): number {
    const wished = error instanceof Refusal ? error.retryAfterMs : undefined;
    return Math.max(wished ?? 0, backoff(attempts, this.ports.random));
  }

  private schedule(project: string, pause: number): void {
    this.unschedule(project);
    this.timers.set(
      project,
      setTimeout(() => void this.drain(project, false), pause + 5),
    );
  }

  private unschedule(project: string): void {
    clearTimeout(this.timers.get(project));
    this.timers.delete(project);
  }
}
