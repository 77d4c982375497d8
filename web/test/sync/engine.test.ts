// The engine against a record in memory that a socket follows: cuts, gaps, resets and removals.
import 'fake-indexeddb/auto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WebSocket as Client, WebSocketServer, type WebSocket as Peer } from 'ws';
import { Refusal } from '../../src/api/problem';
import type { DureEvent, Seen, Snapshot } from '../../src/api/types';
import { Engine } from '../../src/sync/engine';
import { newId } from '../../src/sync/ids';
import type { EngineNews } from '../../src/sync/ports';
import { fold } from '../../src/sync/reducer';
import { Store } from '../../src/sync/store';
import { PROJECT, said, snapshot } from './samples';

vi.stubGlobal('WebSocket', Client);

/** A server with one project. */
class FakeServer {
  epoch = 'epoch-1';
  log: DureEvent[] = [];
  gone = false;
  /** So many snapshots are refused because there is too much to do. */
  overloaded = 0;
  posts: string[] = [];
  reads: number[] = [];
  eventReads = 0;
  peers: Peer[] = [];
  following = new Set<Peer>();
  /** How far members have read; told to who follows, and to who comes back. */
  seen: Seen[] = [];
  port = 0;
  sockets = new WebSocketServer({ host: '127.0.0.1', port: 0 });

  constructor() {
    this.sockets.on('connection', (peer) => {
      this.peers.push(peer);
      peer.on('message', (data) => this.hear(peer, JSON.parse(String(data))));
      peer.on('close', () => this.following.delete(peer));
    });
  }

  state(): Snapshot {
    return fold({ ...snapshot(0), epoch: this.epoch, seen: this.seen }, this.log);
  }

  say(count = 1, quietly = false): void {
    for (let at = 0; at < count; at += 1) {
      const event = said(this.log.length + 1, newId());
      this.log.push(event);
      if (!quietly) for (const peer of this.following) peer.send(JSON.stringify({ op: 'event', event }));
    }
  }

  cut(): void {
    for (const peer of this.peers.splice(0)) peer.terminate();
  }

  private hear(peer: Peer, frame: { op: string; id: number; epoch?: string; after?: number }): void {
    const send = (value: object) => peer.send(JSON.stringify(value));
    if (frame.op === 'hello') send({ op: 'welcome', session_id: 's', heartbeat_s: 25 });
    if (frame.op !== 'subscribe') return;
    const after = frame.after ?? this.log.length;
    if (frame.epoch !== this.epoch || this.log.length - after > 1000) {
      return send({ op: 'reset', project_id: PROJECT, epoch: this.epoch, reason: 'epoch' });
    }
    for (const event of this.log.slice(after)) send({ op: 'event', event });
    this.following.add(peer);
    send({ op: 'subscribed', id: frame.id, project_id: PROJECT, epoch: this.epoch, head: this.log.length, seen: this.seen });
  }
}

let server: FakeServer;
let store: Store;
let engine: Engine;
let news: EngineNews[];
const queues = new Map<string, Promise<void>>();

function makeEngine(): Engine {
  const refusal = (status: number, code: string) =>
    new Refusal(status, { type: '', title: '', status, detail: '', code, request_id: '' });
  return new Engine(store, {
    snapshot: async () => {
      if (server.gone) throw refusal(404, 'not_found');
      if (server.overloaded-- > 0) throw refusal(503, 'overloaded');
      return structuredClone(server.state());
    },
    events: async (_id, after, limit) => {
      server.eventReads += 1;
      return { epoch: server.epoch, items: server.log.slice(after, after + limit), head: server.log.length };
    },
    post: async (entry) => {
      server.posts.push(entry.id);
      const event = said(server.log.length + 1, entry.id, entry.message.body);
      server.log.push(event);
      for (const peer of server.following) peer.send(JSON.stringify({ op: 'event', event }));
      return { seq: event.seq };
    },
    tellRead: async (_id, seq) => void server.reads.push(seq),
    ticket: async () => 'ticket',
    renew: async () => true,
    liveUrl: `ws://127.0.0.1:${server.port}`,
    alone: (name, work) => {
      const turn = (queues.get(name) ?? Promise.resolve()).then(work, work);
      queues.set(name, turn.catch(() => {}));
      return turn;
    },
  });
}

beforeEach(async () => {
  server = new FakeServer();
  await once(server.sockets, 'listening');
  server.port = (server.sockets.address() as AddressInfo).port;
  store = await Store.open(newId());
  engine = makeEngine();
  news = [];
  engine.onNews((each) => news.push(each));
});

afterEach(() => {
  engine.stop();
  server.cut();
  server.sockets.close();
});

const current = () =>
  vi.waitFor(
    () => {
      const { state, status } = engine.room(PROJECT);
      expect(status).toBe('live');
      expect(state).toEqual(server.state());
    },
    { timeout: 5000 },
  );

async function open(): Promise<void> {
  engine.follow([PROJECT]);
  engine.focus(PROJECT);
  await engine.start();
  await current();
}

const logSeqs = () => engine.room(PROJECT).log.map((event) => event.seq);
const run = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => from + at);

describe('the engine', () => {
  it('starts from a snapshot, follows, and keeps the same on the device', async () => {
    server.say(5);
    await open();
    server.say(3);
    await current();
    await vi.waitFor(async () => expect(await store.room(PROJECT)).toEqual(server.state()));
    expect(logSeqs()).toEqual(run(1, 8));
  });

  it('continues after a cut without a snapshot and without a double', async () => {
    server.say(5);
    await open();
    server.cut();
    server.say(40, true);
    await current();
    expect(logSeqs()).toEqual(run(1, 45));
  });

  it('learns on coming back how far people read while it was away', async () => {
    server.say(5);
    server.seen = [{ person_id: 'kim', party_id: 'quality', seq: 3 }];
    await open();
    server.cut();
    server.seen = [{ person_id: 'kim', party_id: 'quality', seq: 5 }];
    await current();
    await vi.waitFor(async () => expect((await store.room(PROJECT))?.seen).toEqual(server.seen));
  });

  it('mends a gap from the record', async () => {
    server.say(5);
    await open();
    server.say(4, true);
    server.say(1);
    await current();
    expect(logSeqs()).toEqual(run(1, 10));
  });

  it('starts again when the server has another epoch', async () => {
    server.say(30);
    await open();
    server.epoch = 'epoch-2';
    server.log = server.log.slice(0, 10);
    server.cut();
    await current();
    await vi.waitFor(async () => expect(await store.room(PROJECT)).toEqual(server.state()));
    expect((await store.eventsUpTo(PROJECT, 30, 30)).length).toBe(0);
  });

  it('starts again from a snapshot when it is too far behind, and pages back on demand', async () => {
    server.say(5);
    await open();
    server.cut();
    server.say(1200, true);
    await current();
    await vi.waitFor(() => expect(logSeqs()).toEqual(run(1146, 1205)));
    await engine.loadOlder(PROJECT);
    expect(logSeqs()).toEqual(run(1086, 1205));
  });

  it('loads older events from the device when it has them', async () => {
    server.say(300);
    await open();
    // The room may still load its first page; asking meanwhile does nothing.
    await vi.waitFor(async () => {
      await engine.loadOlder(PROJECT);
      expect(logSeqs().length).toBeGreaterThan(240);
    });
    const asked = server.eventReads;
    engine.stop();
    engine = makeEngine();
    await open();
    await engine.loadOlder(PROJECT);
    expect(server.eventReads).toBe(asked);
    expect(logSeqs().length).toBeGreaterThan(200);
  });

  it('shows what it kept before there is a connection', async () => {
    server.say(5);
    await open();
    await vi.waitFor(async () => expect((await store.room(PROJECT))?.as_of_seq).toBe(5));
    engine.stop();
    const kept = server.state();
    server.cut();
    server.sockets.close();
    engine = makeEngine();
    engine.follow([PROJECT]);
    await engine.start();
    await vi.waitFor(() => expect(engine.room(PROJECT).state).toEqual(kept));
    expect(engine.room(PROJECT).status).toBe('away');
  });

  it('asks again for a snapshot that a busy server refused', { timeout: 15_000 }, async () => {
    server.say(5);
    server.overloaded = 2;
    engine.follow([PROJECT]);
    await engine.start();
    await vi.waitFor(() => expect(engine.room(PROJECT).state).toEqual(server.state()), { timeout: 12_000 });
    await current();
  });

  it('forgets a project from which the person is removed', async () => {
    server.say(5);
    await open();
    server.gone = true;
    for (const peer of server.following) peer.send(JSON.stringify({ op: 'unsubscribed', project_id: PROJECT, code: 4403 }));
    await vi.waitFor(() => expect(engine.room(PROJECT).status).toBe('missing'));
    await vi.waitFor(async () => expect(await store.room(PROJECT)).toBeUndefined());
    expect(await store.eventsUpTo(PROJECT, 5, 5)).toEqual([]);
    expect(news).toContainEqual({ kind: 'dropped', projectId: PROJECT });
  });

  it('does not forget a project that it stops following itself', async () => {
    server.say(5);
    await open();
    for (const peer of server.following) peer.send(JSON.stringify({ op: 'unsubscribed', project_id: PROJECT, code: 1000 }));
    server.say(1);
    await current();
  });

  it('sends words and shows them once, as the record has them', async () => {
    server.say(2);
    await open();
    await engine.post(PROJECT, { body: 'one' });
    await engine.post(PROJECT, { body: 'two' });
    await current();
    await vi.waitFor(() => expect(engine.room(PROJECT).unsent).toEqual([]));
    expect(engine.room(PROJECT).log.slice(2).map((event) => event.message?.body)).toEqual(['one', 'two']);
    expect(server.posts).toHaveLength(2);
  });

  it('tells how far was read, never back', async () => {
    server.say(9);
    await open();
    await engine.marks.read(PROJECT, 7);
    await engine.marks.read(PROJECT, 4);
    await vi.waitFor(() => expect(server.reads).toEqual([7]), { timeout: 3000 });
    expect(engine.room(PROJECT).readSeq).toBe(7);
  });

  it('stays equal to the record through random cuts, lost hints and words', { timeout: 60_000 }, async () => {
    const seed = Number(process.env.SEED ?? 20261122);
    let state = seed;
    const random = () => ((state = (state * 1103515245 + 12345) & 0x7fffffff) / 0x7fffffff);
    const STEPS = 300;
    server.say(3);
    await open();
    for (let step = 0; step < STEPS; step += 1) {
      const dice = random();
      if (dice < 0.55) server.say(1 + Math.floor(random() * 3));
      else if (dice < 0.7) server.say(1, true);
      else if (dice < 0.85) await engine.post(PROJECT, { body: `words ${step}` });
      else if (dice < 0.93) server.cut();
      else await new Promise((resolve) => setTimeout(resolve, random() * 30));
      if (engine.network.phase === 'waiting') window.dispatchEvent(new Event('online'));
    }
    server.say(1);
    await vi.waitFor(() => expect(engine.room(PROJECT).unsent).toEqual([]), { timeout: 20_000 });
    await current();
    await vi.waitFor(async () => expect(await store.room(PROJECT)).toEqual(server.state()));
    const held = logSeqs();
    expect(held).toEqual(run(held[0]!, server.log.length));
    expect(new Set(server.log.flatMap((event) => event.message!.id)).size).toBe(server.log.length);
    console.log(`engine: ${STEPS} random steps, seed ${seed}, ${server.log.length} events`);
  });
});
