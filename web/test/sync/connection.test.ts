// @vitest-environment node
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WebSocket as Client, WebSocketServer, type WebSocket as Peer } from 'ws';
import { Refusal, SignedOut } from '../../src/api/problem';
import { Connection, type ConnectionPorts, type Phase } from '../../src/sync/connection';
import { retryHint, type ServerFrame } from '../../src/sync/frames';

let server: WebSocketServer;
let peers: Peer[];
let heard: Record<string, unknown>[];
let greet: (peer: Peer, frame: Record<string, unknown>) => void;
const open: Connection[] = [];

beforeEach(async () => {
  peers = [];
  heard = [];
  greet = (peer, frame) => {
    if (frame.op === 'hello') peer.send(JSON.stringify({ op: 'welcome', session_id: 's', heartbeat_s: 25 }));
  };
  server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  server.on('connection', (peer) => {
    peers.push(peer);
    peer.on('message', (data) => {
      const frame = JSON.parse(String(data)) as Record<string, unknown>;
      heard.push(frame);
      greet(peer, frame);
    });
  });
  await once(server, 'listening');
});

afterEach(() => {
  for (const each of open.splice(0)) each.stop();
  for (const peer of peers) peer.terminate();
  server.close();
});

function connect(ports: Partial<ConnectionPorts> = {}) {
  const phases: Phase[] = [];
  const frames: ServerFrame[] = [];
  const connection = new Connection({
    ticket: async () => 'ticket',
    renew: async () => true,
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    socket: (url, protocol) => new Client(url, protocol) as unknown as WebSocket,
    probe: () => ({ op: 'subscribe', id: 9, project_id: 'p' }),
    onPhase: (phase) => phases.push(phase),
    onFrame: (frame) => frames.push(frame),
    random: () => 0,
    ...ports,
  });
  open.push(connection);
  connection.start();
  return { connection, phases, frames };
}

const phaseIs = (connection: Connection, phase: Phase) =>
  vi.waitFor(() => expect(connection.phase).toBe(phase), { timeout: 5000 });

describe('the connection', () => {
  it('says hello with a ticket, by the sub-protocol, and opens on welcome', async () => {
    const { connection, phases } = connect();
    await phaseIs(connection, 'open');
    expect(heard).toEqual([{ op: 'hello', ticket: 'ticket' }]);
    expect(peers[0]?.protocol).toBe('dure.v1');
    expect(phases).toEqual(['connecting', 'open']);
  });

  it('comes back after the socket breaks, with a fresh ticket', async () => {
    let tickets = 0;
    const { connection, phases } = connect({ ticket: async () => `ticket-${(tickets += 1)}` });
    await phaseIs(connection, 'open');
    peers[0]?.terminate();
    await phaseIs(connection, 'waiting');
    await phaseIs(connection, 'open');
    expect(phases).toEqual(['connecting', 'open', 'waiting', 'connecting', 'open']);
    expect(heard.at(-1)).toEqual({ op: 'hello', ticket: 'ticket-2' });
  });

  it('waits as long as a restarting server hints', async () => {
    const { connection } = connect();
    await phaseIs(connection, 'open');
    const at = Date.now();
    peers[0]?.close(1012, 'restart retry_ms=900');
    await phaseIs(connection, 'waiting');
    await phaseIs(connection, 'open');
    expect(Date.now() - at).toBeGreaterThanOrEqual(890);
  });

  it('renews the session on 4401 and ends when that is refused', async () => {
    let renewals = 0;
    const { connection } = connect({ renew: async () => (renewals += 1) < 2 });
    await phaseIs(connection, 'open');
    peers[0]?.close(4401);
    await vi.waitFor(() => expect(peers).toHaveLength(2), { timeout: 3000 });
    await phaseIs(connection, 'open');
    peers[1]?.close(4401);
    await phaseIs(connection, 'ended');
    expect(renewals).toBe(2);
  });

  it('ends when no ticket is given because the session is over', async () => {
    const { connection } = connect({ ticket: () => Promise.reject(new SignedOut()) });
    await phaseIs(connection, 'ended');
  });

  it('honours Retry-After of a refused ticket', async () => {
    const problem = { type: '', title: '', status: 503, detail: '', code: 'overloaded', request_id: '' };
    const at = Date.now();
    let asked = 0;
    const { connection } = connect({
      ticket: async () => {
        asked += 1;
        if (asked === 1) throw new Refusal(503, problem, 800);
        return 'ticket';
      },
    });
    await phaseIs(connection, 'open');
    expect(Date.now() - at).toBeGreaterThanOrEqual(790);
  });

  it('asks a silent socket and leaves it when no answer comes', async () => {
    const { connection } = connect({ timings: { silenceMs: 60, answerMs: 60 } });
    await phaseIs(connection, 'open');
    await vi.waitFor(() => expect(heard.some((frame) => frame.op === 'subscribe')).toBe(true));
    await phaseIs(connection, 'waiting');
  });

  it('stays with a silent socket that answers', async () => {
    greet = (peer, frame) =>
      peer.send(JSON.stringify(frame.op === 'hello' ? { op: 'welcome', heartbeat_s: 0 } : { op: 'subscribed', id: 9 }));
    const { connection, phases } = connect({ timings: { silenceMs: 30, answerMs: 200 } });
    await phaseIs(connection, 'open');
    await vi.waitFor(() => expect(heard.length).toBeGreaterThan(4));
    expect(phases).toEqual(['connecting', 'open']);
  });

  it('polls after three sockets that never opened, and takes the first that does', async () => {
    greet = (peer) => peer.terminate();
    const { connection, phases } = connect({ timings: { socketAgainMs: 150 } });
    await phaseIs(connection, 'polling');
    greet = (peer) => peer.send(JSON.stringify({ op: 'welcome', session_id: 's', heartbeat_s: 25 }));
    await phaseIs(connection, 'open');
    expect(phases.filter((phase) => phase === 'polling')).toHaveLength(1);
  });

  it('goes at once when the device is back, not after the pause', async () => {
    const { connection } = connect({ random: () => 1 });
    await phaseIs(connection, 'open');
    for (let round = 0; round < 6; round += 1) connection.networkLost();
    expect(connection.phase).toBe('waiting');
    const at = Date.now();
    connection.wake();
    await phaseIs(connection, 'open');
    expect(Date.now() - at).toBeLessThan(1000);
  });

  it('leaves out what is not a frame', async () => {
    const { connection, frames } = connect();
    await phaseIs(connection, 'open');
    for (const text of ['', 'null', '[1', '"op"', '{"op":"weather"}']) peers[0]?.send(text);
    peers[0]?.send(Buffer.from([1, 2, 3]));
    await vi.waitFor(() => expect(frames).toHaveLength(2));
    expect(connection.phase).toBe('open');
  });
});

describe('the retry hint', () => {
  it('is read from the close reason', () => {
    expect(retryHint('retry_ms=1500')).toBe(1500);
    expect(retryHint('going down; retry_ms=20 ')).toBe(20);
    expect(retryHint('')).toBeUndefined();
  });
});
