// @vitest-environment node
import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Refusal, Unreachable } from '../../src/api/problem';
import type { DureEvent } from '../../src/api/types';
import { newId } from '../../src/sync/ids';
import { Outbox, type OutboxEntry } from '../../src/sync/outbox';
import { Store } from '../../src/sync/store';
import { madeBy, unsentIn } from '../../src/sync/unsent';

const refusal = (status: number, code: string, retryAfterMs?: number) =>
  new Refusal(status, { type: '', title: 'no', status, detail: 'why', code, request_id: '' }, retryAfterMs);

let store: Store;
let online = true;
const running: Outbox[] = [];

/** Web Locks for one process: works of one name follow each other. */
const queues = new Map<string, Promise<void>>();
async function alone(name: string, work: () => Promise<void>): Promise<void> {
  const turn = (queues.get(name) ?? Promise.resolve()).then(work, work);
  queues.set(name, turn.catch(() => {}));
  await turn;
}

function outbox(post: (entry: OutboxEntry) => Promise<{ seq: number }>): Outbox {
  const made = new Outbox({
    store,
    post,
    online: () => online,
    alone,
    changed: () => {},
    now: () => Date.now(),
    random: () => 0,
  });
  running.push(made);
  return made;
}

beforeEach(async () => {
  online = true;
  store = await Store.open(newId());
});

afterEach(() => {
  for (const each of running.splice(0)) each.stop();
});

const sent = (box: Outbox) => box.list().filter((entry) => entry.state === 'sent');
const bodies = (entries: readonly OutboxEntry[]) => entries.map((entry) => entry.message?.body);

describe('the outbox', () => {
  it('sends in the order of writing, one at a time', async () => {
    const order: string[] = [];
    let under = 0;
    const box = outbox(async (entry) => {
      under += 1;
      expect(under).toBe(1);
      await new Promise((resolve) => setTimeout(resolve, 5));
      order.push(entry.message?.body ?? '');
      under -= 1;
      return { seq: order.length };
    });
    for (const body of ['a', 'b', 'c', 'd']) await box.add('p', { body });
    await vi.waitFor(() => expect(sent(box)).toHaveLength(4));
    expect(order).toEqual(['a', 'b', 'c', 'd']);
  });

  it('keeps one id and one key over every attempt', async () => {
    const seen: string[] = [];
    const box = outbox(async (entry) => {
      seen.push(`${entry.id} ${entry.idempotency_key} ${entry.message?.id}`);
      if (seen.length < 3) throw seen.length === 1 ? new Unreachable() : refusal(503, 'overloaded');
      return { seq: 1 };
    });
    const entry = await box.add('p', { body: 'a' });
    await vi.waitFor(() => expect(sent(box)).toHaveLength(1), 4000);
    expect(seen).toEqual(Array(3).fill(`${entry.id} ${entry.idempotency_key} ${entry.id}`));
  });

  it('waits as long as the server asks', async () => {
    const at: number[] = [];
    const box = outbox(async () => {
      at.push(Date.now());
      if (at.length === 1) throw refusal(429, 'rate_limited', 700);
      return { seq: 1 };
    });
    await box.add('p', { body: 'a' });
    await vi.waitFor(() => expect(sent(box)).toHaveLength(1), 4000);
    expect(at[1]! - at[0]!).toBeGreaterThanOrEqual(690);
  });

  it('survives a reload without a network and says each thing once', async () => {
    online = false;
    const before = outbox(async () => ({ seq: 0 }));
    for (const body of ['a', 'b', 'c']) await before.add('p', { body });
    before.stop();

    const said: string[] = [];
    const after = outbox(async (entry) => ({ seq: said.push(entry.message?.body ?? '') }));
    await after.start();
    expect(bodies(after.list())).toEqual(['a', 'b', 'c']);
    expect(said).toEqual([]);
    online = true;
    after.kick();
    await vi.waitFor(() => expect(sent(after)).toHaveLength(3));
    expect(said).toEqual(['a', 'b', 'c']);
  });

  it('shows a refusal with the words of the server and goes on with the next', async () => {
    const box = outbox(async (entry) => {
      if (entry.message?.body === 'bad') throw refusal(400, 'validation');
      return { seq: 1 };
    });
    const bad = await box.add('p', { body: 'bad' });
    await box.add('p', { body: 'good' });
    await vi.waitFor(() => expect(sent(box)).toHaveLength(1));
    expect(box.list()[0]).toMatchObject({ state: 'refused', problem: { detail: 'why' } });
    expect(await box.discard(bad.id)).toBe(true);
    expect(bodies(box.list())).toEqual(['good']);
  });

  it('does not take back what may already be on the server', async () => {
    const box = outbox(async () => {
      throw new Unreachable();
    });
    const entry = await box.add('p', { body: 'a' });
    await vi.waitFor(() => expect(box.list()[0]).toMatchObject({ state: 'waiting', attempts: 1 }));
    expect(await box.discard(entry.id)).toBe(false);
  });

  it('sends a refused message again under a new key when asked', async () => {
    const keys: string[] = [];
    const box = outbox(async (entry) => {
      keys.push(entry.idempotency_key);
      if (keys.length === 1) throw refusal(403, 'forbidden');
      return { seq: 1 };
    });
    const entry = await box.add('p', { body: 'a' });
    await vi.waitFor(() => expect(box.list()[0]?.state).toBe('refused'));
    await box.retry(entry.id);
    await vi.waitFor(() => expect(sent(box)).toHaveLength(1));
    expect(new Set(keys).size).toBe(2);
  });

  it('forgets an entry once its event is here, whichever comes first', async () => {
    const box = outbox(async () => ({ seq: 7 }));
    const entry = await box.add('p', { body: 'a' });
    await vi.waitFor(() => expect(sent(box)).toHaveLength(1));
    await box.arrived('p', new Set(), 6);
    expect(box.list()).toHaveLength(1);
    await box.arrived('p', new Set([entry.id]), 7);
    expect(await store.outbox()).toEqual([]);
  });

  it('is drained by one of two tabs', async () => {
    const said: string[] = [];
    const post = async (entry: OutboxEntry) => {
      await new Promise((resolve) => setTimeout(resolve, 3));
      return { seq: said.push(entry.message?.body ?? '') };
    };
    const one = outbox(post);
    const two = outbox(post);
    for (let at = 0; at < 10; at += 1) {
      await (at % 2 ? one : two).add('p', { body: String(at) });
      one.kick();
      two.kick();
    }
    await vi.waitFor(async () => expect((await store.outbox()).every((entry) => entry.state === 'sent')).toBe(true));
    expect(said).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
  });
});

describe('changes of the plan in the outbox', () => {
  const done = (item_id: string) => ({ act: 'update', kind: 'action', item_id, change: { state: 'done' } }) as const;
  const answered = (item_id: string) => ({ act: 'answer', item_id, body: 'yes' }) as const;

  it('follow the words written before them and survive a reload, each with its one key', async () => {
    online = false;
    const before = outbox(async () => ({ seq: 0 }));
    await before.add('p', { body: 'first' });
    const written = [await before.addPlan('p', answered('q')), await before.addPlan('p', done('a'))];
    before.stop();

    const sentKeys: string[] = [];
    const acts: (string | undefined)[] = [];
    const after = outbox(async (entry) => {
      acts.push(entry.plan?.act);
      return { seq: sentKeys.push(entry.idempotency_key) };
    });
    await after.start();
    expect(after.list().map((entry) => entry.state)).toEqual(['waiting', 'waiting', 'waiting']);
    online = true;
    after.kick();
    await vi.waitFor(() => expect(sent(after)).toHaveLength(3));
    expect(acts).toEqual([undefined, 'answer', 'update']);
    expect(sentKeys.slice(1)).toEqual(written.map((entry) => entry.idempotency_key));
  });

  it('are gone when their place in the record is here before the answer is', async () => {
    let answerIt = (_: { seq: number }) => {};
    const box = outbox(() => new Promise((resolve) => (answerIt = resolve)));
    await box.addPlan('p', done('a'));
    await vi.waitFor(() => expect(box.list()[0]?.state).toBe('sending'));
    await box.arrived('p', new Set(), 9);
    expect(box.list()).toHaveLength(1);
    answerIt({ seq: 9 });
    await vi.waitFor(async () => expect(await store.outbox()).toEqual([]));
  });

  it('are gone after a reload when the record here is past them', async () => {
    const before = outbox(async () => ({ seq: 4 }));
    await before.addPlan('p', done('a'));
    await vi.waitFor(() => expect(sent(before)).toHaveLength(1));
    before.stop();
    const after = outbox(async () => ({ seq: 0 }));
    await after.arrived('p', new Set(), 5);
    await after.start();
    expect(after.list()).toEqual([]);
  });

  it('tell how they ended: done, refused with the words of the server, or not known yet', async () => {
    const box = outbox(async (entry) => {
      if (entry.plan?.act === 'answer') throw refusal(409, 'conflict');
      return { seq: 3 };
    });
    const good = await box.addPlan('p', done('a'));
    expect(await box.outcome(good.id, 1000)).toBe('done');
    const bad = await box.addPlan('p', answered('q'));
    expect(await box.outcome(bad.id, 1000)).toMatchObject({ code: 'conflict', detail: 'why' });
    online = false;
    const kept = await box.addPlan('p', done('b'));
    expect(await box.outcome(kept.id, 20)).toBe('waiting');
    expect(await box.discard(bad.id)).toBe(true);
    expect(await box.discard(kept.id)).toBe(true);
    expect((await store.outbox()).map((entry) => entry.id)).toEqual([good.id]);
  });
});

describe('what is said on designs in the outbox', () => {
  const made = { act: 'create', design_id: 'd', revision_id: 'r', given: { body: 'Hole 3?', blocking: true } } as const;
  const close = { act: 'close', design_id: 'd', comment_id: 'c', kind: 'settled' } as const;
  const told = (kind: string, comment: object): DureEvent => ({ project_id: 'p', seq: 9, kind, comment }) as DureEvent;

  it('survives a reload with its id and its key, and is never sent under another one', async () => {
    online = false;
    const before = outbox(async () => ({ seq: 0 }));
    const written = await before.addComment('p', made);
    before.stop();
    const tried: string[] = [];
    const after = outbox(async (entry) => {
      tried.push(`${entry.id} ${entry.idempotency_key}`);
      if (tried.length === 1) throw new Error('the answer was lost');
      return { seq: 5 };
    });
    await after.start();
    expect(unsentIn('p', after.list()).said).toEqual([written]);
    online = true;
    after.kick();
    await vi.waitFor(() => expect(tried).toHaveLength(1));
    after.kick('p', true);
    await vi.waitFor(() => expect(sent(after)).toHaveLength(1));
    expect(tried).toEqual(Array(2).fill(`${written.id} ${written.idempotency_key}`));
  });

  it('stays with the words of the server where it was refused, until somebody takes it back', async () => {
    const box = outbox(async () => {
      throw refusal(409, 'comment_closed');
    });
    const entry = await box.addComment('p', close);
    await vi.waitFor(() => expect(box.list()[0]?.state).toBe('refused'));
    box.kick('p', true);
    expect((await store.outbox())[0]).toMatchObject({ id: entry.id, state: 'refused', problem: { code: 'comment_closed' } });
    expect(await box.discard(entry.id)).toBe(true);
    expect(await store.outbox()).toEqual([]);
  });

  it('is known in the record by the id of the comment or of the answer', () => {
    expect(madeBy(told('comments.comment_created', { id: 'c', answers: [] }))).toEqual(['c']);
    expect(madeBy(told('comments.comment_answered', { id: 'c', answers: [{ id: 'a' }, { id: 'b' }] }))).toEqual(['a', 'b']);
  });
});

describe('files of a message that is not sent', () => {
  it('are kept over a reload, by project, until others take their place', async () => {
    const file = new File(['drawing'], 'a.pdf');
    await store.keepAttached('p', [{ name: 'a.pdf', bytes: 7, file }, { name: 'b.pdf', bytes: 9, file_id: 'f' }]);
    await store.keepAttached('q', [{ name: 'c.pdf', bytes: 1, file_id: 'g' }]);
    store.close();
    store = await Store.open(store.personId);
    expect((await store.attached('p')).map(({ name, file_id }) => `${name} ${file_id ?? 'here'}`)).toEqual(['a.pdf here', 'b.pdf f']);
    expect((await store.attached('p'))[0]!.file).toBeDefined();
    await store.keepAttached('p', []);
    expect(await store.attached('p')).toEqual([]);
    await store.dropRoom('q');
    expect(await store.attached('q')).toEqual([]);
  });

  it('find their place in what an older program kept', async () => {
    const person = newId();
    const older = await openDB(`dure-person-${person}`, 1, {
      upgrade(db) {
        for (const name of ['rooms', 'outbox']) db.createObjectStore(name, { keyPath: 'id' });
        db.createObjectStore('events', { keyPath: ['project_id', 'seq'] });
        db.createObjectStore('marks', { keyPath: 'project_id' });
        db.createObjectStore('answers', { keyPath: 'key' });
      },
    });
    await older.put('outbox', { id: 'written before' });
    older.close();
    const now = await Store.open(person);
    expect((await now.outbox()).map(({ id }) => id)).toEqual(['written before']);
    await now.keepAttached('p', [{ name: 'a.pdf', bytes: 1, file_id: 'f' }]);
    expect(await now.attached('p')).toHaveLength(1);
  });
});

describe('ids made here', () => {
  it('are UUIDv7 and grow', () => {
    const made = Array.from({ length: 5000 }, () => newId());
    expect(made.every((id) => /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id))).toBe(true);
    expect([...made].sort()).toEqual(made);
    expect(new Set(made).size).toBe(5000);
  });
});
