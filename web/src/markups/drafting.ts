// What one person draws over a file and has not published: kept here at once, and on the server a moment later.
import { Refusal } from '../api/problem';
import type { Markup } from '../api/types';
import { newId } from '../sync/ids';
import type { Ground, Shape } from '../viewers/view';
import { groundOf } from './layers';

/** A draft on one ground. */
export interface Drawn {
  id: string;
  ground: Ground;
  shapes: readonly Shape[];
}

/** `saved`: the server has all of it. `waiting`: it cannot be reached, this device has it. Else why the server refused. */
export type Saving = 'saved' | 'saving' | 'waiting' | { refused: Refusal };

export interface Drafting {
  drawn: readonly Drawn[];
  mayUndo: boolean;
  saving: Saving;
}

export interface DraftServer {
  begin(drawn: Drawn): Promise<Pick<Markup, 'shapes'>>;
  redraw(id: string, shapes: readonly Shape[]): Promise<unknown>;
  discard(id: string): Promise<unknown>;
  publish(id: string, key: string, shapes: readonly Shape[]): Promise<Markup>;
}

const PREFIX = 'dure.markup.';
const DEBOUNCE_MS = 700;
const RETRY_MS = 5_000;
const MOST_PAST = 100;

const sameGround = (one: Ground, other: Ground) => (one.on === 'page' ? other.on === 'page' && one.page === other.page : other.on === 'model');

/** With one more shape: each page has a draft of its own, a model one. */
export function added(drawn: readonly Drawn[], ground: Ground, shape: Shape, id: string): Drawn[] {
  const at = drawn.findIndex((one) => sameGround(one.ground, ground));
  if (at < 0) return [...drawn, { id, ground, shapes: [shape] }];
  return drawn.with(at, { ...drawn[at]!, shapes: [...drawn[at]!.shapes, shape] });
}

export function erased(drawn: readonly Drawn[], id: string, shape: number): Drawn[] {
  return drawn.map((one) => (one.id === id ? { ...one, shapes: one.shapes.filter((_, at) => at !== shape) } : one));
}

export class DraftKeeper {
  private state: Drafting = { drawn: [], mayUndo: false, saving: 'saved' };
  private past: (readonly Drawn[])[] = [];
  /** What the server has of each draft. */
  private readonly saved = new Map<string, string>();
  private readonly listeners = new Set<() => void>();
  private readonly key: string;
  private touched = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private running: Promise<void> = Promise.resolve();

  constructor(
    name: string,
    private readonly server: DraftServer,
    private readonly storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> = sessionStorage,
  ) {
    this.key = PREFIX + name;
    this.state = { ...this.state, drawn: this.kept() };
  }

  get = (): Drafting => this.state;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** The reader's drafts as the server has them. Once something is drawn here, an answer may be older than that. */
  take(drafts: readonly Markup[]): void {
    if (this.touched) return;
    const unsaved = this.state.drawn.filter((one) => !this.isSaved(one));
    this.saved.clear();
    for (const { id, shapes } of drafts) this.saved.set(id, JSON.stringify(shapes));
    const others = drafts.flatMap((draft) => {
      const ground = groundOf(draft);
      const is = unsaved.some((one) => one.id === draft.id || (ground && sameGround(one.ground, ground)));
      return ground && !is ? [{ id: draft.id, ground, shapes: draft.shapes as Shape[] }] : [];
    });
    // Of several on one ground the last goes on.
    const drawn = [...others.filter((one, at) => !others.slice(at + 1).some((later) => sameGround(later.ground, one.ground))), ...unsaved];
    this.put({ drawn });
    if (unsaved.length > 0) this.later(0);
  }

  add(ground: Ground, shape: Shape): void {
    this.change(added(this.state.drawn, ground, shape, newId()));
  }

  erase(id: string, shape: number): void {
    this.change(erased(this.state.drawn, id, shape));
  }

  undo(): void {
    const before = this.past.pop();
    if (before) this.hold(before);
  }

  /** Saves what is not on the server yet; resolves to whether all of it is there. */
  async flush(): Promise<boolean> {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.running = this.running.then(() => this.save());
    await this.running;
    return this.state.saving === 'saved';
  }

  /** Publishes what stands here, ground by ground. */
  async publish(key: string): Promise<Markup[]> {
    await this.settled();
    const published: Markup[] = [];
    for (const { id, shapes } of this.state.drawn.filter((one) => one.shapes.length > 0)) {
      published.push(await this.server.publish(id, `${key}.${id}`, shapes));
      this.saved.delete(id);
      this.past = [];
      this.hold(this.state.drawn.filter((one) => one.id !== id));
    }
    return published;
  }

  async discard(): Promise<void> {
    this.past = [];
    this.hold(this.state.drawn.map((one) => ({ ...one, shapes: [] })));
    await this.settled();
  }

  /** All of it is on the server, or why not. */
  private async settled(): Promise<void> {
    if (await this.flush()) return;
    throw typeof this.state.saving === 'object' ? this.state.saving.refused : new Error('the server cannot be reached');
  }

  /** Who leaves has it saved behind them. */
  stop(): void {
    if (this.timer !== undefined) void this.flush();
  }

  private change(drawn: readonly Drawn[]): void {
    this.past = [...this.past, this.state.drawn].slice(-MOST_PAST);
    this.hold(drawn);
  }

  private hold(drawn: readonly Drawn[]): void {
    this.touched = true;
    // What was begun stays under its id when a stroke is taken back: the server may have it.
    const gone = this.state.drawn.filter((one) => this.saved.has(one.id) && drawn.every(({ id }) => id !== one.id));
    this.put({ drawn: [...drawn, ...gone.map((one) => ({ ...one, shapes: [] }))] });
    this.keep();
    this.later(DEBOUNCE_MS);
  }

  private later(ms: number): void {
    if (this.state.drawn.every((one) => this.isSaved(one))) return;
    clearTimeout(this.timer);
    if (this.state.saving === 'saved') this.put({ saving: 'saving' });
    this.timer = setTimeout(() => void this.flush(), ms);
  }

  private isSaved({ id, shapes }: Drawn): boolean {
    return shapes.length === 0 ? !this.saved.has(id) : this.saved.get(id) === JSON.stringify(shapes);
  }

  private async save(): Promise<void> {
    try {
      for (let next = this.unsaved(); next; next = this.unsaved()) await this.saveOne(next);
      const drawn = this.state.drawn.filter((one) => one.shapes.length > 0);
      this.put({ drawn, saving: 'saved' });
      this.keep();
    } catch (error) {
      if (error instanceof Refusal && !error.passing) return this.put({ saving: { refused: error } });
      this.put({ saving: 'waiting' });
      this.timer ??= setTimeout(() => void this.flush(), RETRY_MS);
    }
  }

  private unsaved(): Drawn | undefined {
    return this.state.drawn.find((one) => !this.isSaved(one));
  }

  private async saveOne({ id, ground, shapes }: Drawn): Promise<void> {
    const known = this.saved.has(id);
    try {
      if (shapes.length === 0) await this.server.discard(id);
      else if (known) await this.server.redraw(id, shapes);
      else {
        const begun = await this.server.begin({ id, ground, shapes });
        // An answer that was lost: the server has an earlier state of it.
        if (begun.shapes.length !== shapes.length) await this.server.redraw(id, shapes);
      }
    } catch (error) {
      const gone = known && error instanceof Refusal && (error.code === 'markup_published' || error.status === 404);
      if (!gone) throw error;
      // Published or thrown away from another device: what is drawn on here is another draft.
      this.saved.delete(id);
      const goesOn = error.status === 404;
      return this.put({ drawn: this.state.drawn.flatMap((one) => (one.id !== id ? [one] : goesOn ? [{ ...one, id: newId() }] : [])) });
    }
    if (shapes.length === 0) this.saved.delete(id);
    else this.saved.set(id, JSON.stringify(shapes));
  }

  private put(change: Partial<Drafting>): void {
    this.state = { ...this.state, ...change, mayUndo: this.past.length > 0 };
    for (const listener of this.listeners) listener();
  }

  private keep(): void {
    const unsaved = this.state.drawn.filter((one) => !this.isSaved(one));
    if (unsaved.length === 0) this.storage.removeItem(this.key);
    else this.storage.setItem(this.key, JSON.stringify(unsaved));
  }

  private kept(): Drawn[] {
    try {
      return JSON.parse(this.storage.getItem(this.key) ?? '[]') as Drawn[];
    } catch {
      return [];
    }
  }
}
