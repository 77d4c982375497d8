// What this device keeps of a person's projects. One database per person; several tabs may write at once.
import { deleteDB, openDB, type DBSchema, type IDBPDatabase, type IDBPObjectStore } from 'idb';
import type { DureEvent, Snapshot } from '../api/types';
import type { OutboxEntry } from './outbox';
import { isWhole } from './plan';
import { tombstones } from './reducer';

/** A project's state exactly as the server's snapshot would give it at `state.as_of_seq`. */
export interface RoomRow {
  id: string;
  state: Snapshot;
}

/** How far the person has read here, and how far the server knows. */
export interface ReadMark {
  project_id: string;
  seq: number;
  told: number;
}

/** The last answer of a plain read; answers kept by an older program do not say when they came. */
export interface Answer {
  value: unknown;
  at?: number;
}

/** A file that is chosen for a message which is not sent: its bytes until they are on the server, then its id. */
export interface Attached {
  project_id: string;
  name: string;
  bytes: number;
  file?: File;
  file_id?: string;
}

interface Tables extends DBSchema {
  rooms: { key: string; value: RoomRow };
  events: { key: [string, number]; value: DureEvent };
  outbox: { key: string; value: OutboxEntry };
  marks: { key: string; value: ReadMark };
  answers: { key: string; value: Answer & { key: string } };
  attached: { key: number; value: Attached; indexes: { project: string } };
}

const NAME = 'dure-person-';
const LAST = '\uffff';

export class Store {
  private constructor(
    readonly personId: string,
    private readonly db: IDBPDatabase<Tables>,
  ) {}

  static async open(personId: string): Promise<Store> {
    const db = await openDB<Tables>(NAME + personId, 2, {
      upgrade(known, version) {
        if (version < 1) {
          known.createObjectStore('rooms', { keyPath: 'id' });
          known.createObjectStore('events', { keyPath: ['project_id', 'seq'] });
          known.createObjectStore('outbox', { keyPath: 'id' });
          known.createObjectStore('marks', { keyPath: 'project_id' });
          known.createObjectStore('answers', { keyPath: 'key' });
        }
        known.createObjectStore('attached', { autoIncrement: true }).createIndex('project', 'project_id');
      },
      blocking() {
        db.close();
      },
    });
    return new Store(personId, db);
  }

  close(): void {
    this.db.close();
  }

  /** Forgets everything of this person on this device. */
  async erase(): Promise<void> {
    this.db.close();
    await deleteDB(NAME + this.personId);
  }

  // Project states

  async room(id: string): Promise<Snapshot | undefined> {
    const state = (await this.db.get('rooms', id))?.state;
    return isWhole(state) ? state : undefined;
  }

  async roomIds(): Promise<string[]> {
    return this.db.getAllKeys('rooms');
  }

  /**
   * Keeps a state that events have carried forward, with those events. Another tab may be further, or may
   * already know another epoch: the state that is ahead stands.
   */
  async advance(state: Snapshot, events: readonly DureEvent[]): Promise<void> {
    const tx = this.db.transaction(['rooms', 'events'], 'readwrite');
    const rooms = tx.objectStore('rooms');
    const kept = (await rooms.get(state.project.id))?.state;
    if (kept && kept.epoch === state.epoch) {
      if (kept.as_of_seq <= state.as_of_seq) await rooms.put({ id: state.project.id, state });
      await keep(tx.objectStore('events'), state.project.id, events);
    }
    await tx.done;
  }

  /** Starts a project again from the server's snapshot; events of another epoch are forgotten. */
  async restart(state: Snapshot, forced = false): Promise<void> {
    const id = state.project.id;
    const tx = this.db.transaction(['rooms', 'events'], 'readwrite');
    const kept = (await tx.objectStore('rooms').get(id))?.state;
    if (kept && kept.epoch !== state.epoch) await tx.objectStore('events').delete(eventsOf(id));
    if (forced || !isWhole(kept) || kept.epoch !== state.epoch || kept.as_of_seq < state.as_of_seq) {
      await tx.objectStore('rooms').put({ id, state });
    }
    await tx.done;
  }

  /** Forgets a project the person may no longer see, with what waited to be sent there. */
  async dropRoom(id: string): Promise<void> {
    await this.keepAttached(id, []);
    const tx = this.db.transaction(['rooms', 'events', 'outbox', 'marks'], 'readwrite');
    await tx.objectStore('rooms').delete(id);
    await tx.objectStore('events').delete(eventsOf(id));
    await tx.objectStore('marks').delete(id);
    for (const entry of await tx.objectStore('outbox').getAll()) {
      if (entry.project_id === id) await tx.objectStore('outbox').delete(entry.id);
    }
    await tx.done;
  }

  // The stretch of the record that was seen here

  async keepEvents(epoch: string, projectId: string, events: readonly DureEvent[]): Promise<void> {
    const tx = this.db.transaction(['rooms', 'events'], 'readwrite');
    if ((await tx.objectStore('rooms').get(projectId))?.state.epoch === epoch) {
      await keep(tx.objectStore('events'), projectId, events);
    }
    await tx.done;
  }

  /** The unbroken run of at most `limit` kept events that ends at `last`. */
  async eventsUpTo(projectId: string, last: number, limit: number): Promise<DureEvent[]> {
    const range = IDBKeyRange.bound([projectId, Math.max(1, last - limit + 1)], [projectId, last]);
    const found = await this.db.getAll('events', range);
    const run: DureEvent[] = [];
    for (let at = found.length - 1, seq = last; at >= 0 && found[at]!.seq === seq; at -= 1, seq -= 1) {
      run.unshift(found[at]!);
    }
    return run;
  }

  // What waits to be sent

  async outbox(): Promise<OutboxEntry[]> {
    return (await this.db.getAll('outbox')).sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  /** Resolves once the entry is on disk. */
  async addToOutbox(entry: OutboxEntry): Promise<void> {
    const tx = this.db.transaction('outbox', 'readwrite', { durability: 'strict' });
    await tx.store.add(entry);
    await tx.done;
  }

  /** Changes an entry if it is still there and in one of the states expected. */
  async changeOutbox(
    id: string,
    from: readonly OutboxEntry['state'][],
    change: (entry: OutboxEntry) => OutboxEntry | undefined,
  ): Promise<OutboxEntry | undefined> {
    const tx = this.db.transaction('outbox', 'readwrite');
    const entry = await tx.store.get(id);
    let changed: OutboxEntry | undefined;
    if (entry && from.includes(entry.state)) {
      changed = change(entry);
      if (changed) await tx.store.put(changed);
      else await tx.store.delete(id);
    }
    await tx.done;
    return changed;
  }

  async removeFromOutbox(ids: readonly string[]): Promise<void> {
    const tx = this.db.transaction('outbox', 'readwrite');
    for (const id of ids) await tx.store.delete(id);
    await tx.done;
  }

  // Files of a message that is being written

  async attached(projectId: string): Promise<Attached[]> {
    return this.db.getAllFromIndex('attached', 'project', projectId);
  }

  /** Keeps these in the place of those before; refused where the device has no room for them. */
  async keepAttached(projectId: string, files: readonly Omit<Attached, 'project_id'>[]): Promise<void> {
    const tx = this.db.transaction('attached', 'readwrite');
    for (const key of await tx.store.index('project').getAllKeys(projectId)) await tx.store.delete(key);
    for (const file of files) await tx.store.add({ ...file, project_id: projectId });
    await tx.done;
  }

  // Reading

  async marks(): Promise<ReadMark[]> {
    return this.db.getAll('marks');
  }

  /** Moves a mark forward, never back. */
  async mark(projectId: string, seq: number, told: number): Promise<ReadMark> {
    const tx = this.db.transaction('marks', 'readwrite');
    const kept = await tx.store.get(projectId);
    const mark = {
      project_id: projectId,
      seq: Math.max(seq, kept?.seq ?? 0),
      told: Math.max(told, kept?.told ?? 0),
    };
    await tx.store.put(mark);
    await tx.done;
    return mark;
  }

  // Last answers of plain reads, for the time without a network

  async answers(): Promise<Map<string, Answer>> {
    const rows = await this.db.getAll('answers');
    return new Map(rows.map(({ key, ...answer }) => [key, answer]));
  }

  async keepAnswer(key: string, answer: Answer): Promise<void> {
    await this.db.put('answers', { key, ...answer });
  }
}

function eventsOf(projectId: string): IDBKeyRange {
  return IDBKeyRange.bound([projectId], [projectId, LAST]);
}

type Events = IDBPObjectStore<Tables, ('rooms' | 'events')[], 'events', 'readwrite'>;

/** Keeps events; what they deleted is told by no event that was kept before either. */
async function keep(store: Events, projectId: string, events: readonly DureEvent[]): Promise<void> {
  for (const event of events) await store.put(event);
  const deleted = tombstones(events);
  if (deleted.size === 0) return;
  for (let at = await store.openCursor(eventsOf(projectId)); at; at = await at.continue()) {
    const stone = at.value.message && deleted.get(at.value.message.id);
    if (stone) await at.update({ ...at.value, message: stone });
  }
}
