// One socket that carries all rooms of this tab: opened by a ticket, watched for silence, opened again
// after a pause that grows. It knows nothing of what the frames mean for a project.
import { Refusal, SignedOut } from '../api/problem';
import { backoff } from './backoff';
import { CLOSE, parseFrame, retryHint, SUBPROTOCOL, type ClientFrame, type ServerFrame } from './frames';

/**
 * `polling`: the network answers, sockets do not open; events come by long poll until one does.
 * `ended`: the session is over.
 */
export type Phase = 'off' | 'connecting' | 'open' | 'waiting' | 'polling' | 'ended';

export interface ConnectionPorts {
  ticket(): Promise<string>;
  /** Renews the session; false when it is over. */
  renew(): Promise<boolean>;
  url: string;
  socket?: (url: string, protocol: string) => WebSocket;
  /** Any subscription at its current position: the question asked to a silent socket. */
  probe(): ClientFrame | undefined;
  onPhase(phase: Phase): void;
  onFrame(frame: ServerFrame): void;
  random?: () => number;
  timings?: Partial<typeof TIMINGS>;
}

const TYPING_EVERY_MS = 2_500;
const TIMINGS = {
  openMs: 10_000,
  answerMs: 10_000,
  silenceMs: 40_000,
  socketAgainMs: 60_000,
};
const TRIES_BEFORE_POLLING = 3;
const OPEN = 1;

export class Connection {
  phase: Phase = 'off';
  private typingSaid = 0;
  private socket: WebSocket | undefined;
  private attempt = 0;
  private unopened = 0;
  private generation = 0;
  private retryTimer: ReturnType<typeof setTimeout> | undefined;
  private silenceTimer: ReturnType<typeof setTimeout> | undefined;
  private silenceMs: number;
  private readonly timings: typeof TIMINGS;

  constructor(private readonly ports: ConnectionPorts) {
    this.timings = { ...TIMINGS, ...ports.timings };
    this.silenceMs = this.timings.silenceMs;
  }

  start(): void {
    if (this.phase === 'off' || this.phase === 'ended') void this.connect();
  }

  stop(): void {
    this.detach();
    clearTimeout(this.retryTimer);
    this.enter('off');
  }

  /** Says that somebody is typing, every few seconds at most. */
  sayTyping(projectId: string): void {
    const now = Date.now();
    if (now - this.typingSaid < TYPING_EVERY_MS) return;
    if (this.send({ op: 'typing', project_id: projectId })) this.typingSaid = now;
  }

  /** Sends if the socket is open; a frame lost here is asked again after the next welcome. */
  send(frame: ClientFrame): boolean {
    if (this.phase !== 'open' || this.socket?.readyState !== OPEN) return false;
    this.socket.send(JSON.stringify(frame));
    return true;
  }

  /** The network is back, or the screen is: try at once, or ask whether the socket still lives. */
  wake(): void {
    if (this.phase === 'waiting' || this.phase === 'polling') {
      this.attempt = 0;
      void this.connect();
    } else if (this.phase === 'open') {
      this.probe();
    }
  }

  /** The device says that it has no network. */
  networkLost(): void {
    if (this.phase === 'off' || this.phase === 'ended') return;
    this.retryIn(this.pause());
  }

  private async connect(): Promise<void> {
    clearTimeout(this.retryTimer);
    this.detach();
    const generation = this.generation;
    if (this.phase !== 'polling') this.enter('connecting');
    let ticket: string;
    try {
      ticket = await this.ports.ticket();
    } catch (error) {
      if (generation !== this.generation) return;
      if (error instanceof SignedOut) return this.enter('ended');
      const wished = error instanceof Refusal ? (error.retryAfterMs ?? 0) : 0;
      return this.retryIn(Math.max(wished, this.pause()));
    }
    if (generation === this.generation) this.open(ticket);
  }

  private open(ticket: string): void {
    const open = this.ports.socket ?? ((url, protocol) => new WebSocket(url, protocol));
    let socket: WebSocket;
    try {
      socket = open(this.ports.url, SUBPROTOCOL);
    } catch {
      return this.unopenedAgain();
    }
    this.socket = socket;
    socket.onopen = () => socket.send(JSON.stringify({ op: 'hello', ticket } satisfies ClientFrame));
    socket.onmessage = (message) => this.receive(message.data);
    socket.onclose = (close) => this.closed(close.code, close.reason);
    this.silenceTimer = setTimeout(() => this.closed(1006, ''), this.timings.openMs);
  }

  private receive(data: unknown): void {
    const frame = parseFrame(data);
    if (!frame) return;
    if (frame.op === 'welcome') {
      this.attempt = 0;
      this.unopened = 0;
      if (frame.heartbeat_s > 0) this.silenceMs = Math.min(this.timings.silenceMs, frame.heartbeat_s * 1500);
      this.enter('open');
    }
    this.listen();
    this.ports.onFrame(frame);
  }

  /** Any frame counts as life; after silence a question, and without an answer the end. */
  private listen(): void {
    clearTimeout(this.silenceTimer);
    this.silenceTimer = setTimeout(() => this.probe(), this.silenceMs);
  }

  private probe(): void {
    const question = this.ports.probe();
    if (!question) return this.listen();
    if (!this.send(question)) return this.closed(1006, '');
    clearTimeout(this.silenceTimer);
    this.silenceTimer = setTimeout(() => this.closed(1006, ''), this.timings.answerMs);
  }

  private closed(code: number, reason: string): void {
    const opened = this.phase === 'open';
    this.detach();
    if (code === CLOSE.sessionEnded) return void this.renew();
    if (code === CLOSE.restart) {
      const hint = retryHint(reason) ?? 1000;
      return this.retryIn(hint + this.random() * hint * 0.2);
    }
    if (code === CLOSE.flood || code === CLOSE.slow) this.attempt = Math.max(this.attempt, 2);
    if (opened) return this.retryIn(this.pause());
    this.unopenedAgain();
  }

  private unopenedAgain(): void {
    this.detach();
    this.unopened += 1;
    if (this.unopened < TRIES_BEFORE_POLLING) return this.retryIn(this.pause());
    this.enter('polling');
    this.retryTimer = setTimeout(() => void this.connect(), this.timings.socketAgainMs);
  }

  private async renew(): Promise<void> {
    this.enter('connecting');
    const renewed = await this.ports.renew().catch(() => undefined);
    if (renewed === false) return this.enter('ended');
    this.retryIn(this.pause());
  }

  private pause(): number {
    this.attempt += 1;
    return backoff(this.attempt, () => this.random());
  }

  private retryIn(ms: number): void {
    this.detach();
    clearTimeout(this.retryTimer);
    this.enter('waiting');
    this.retryTimer = setTimeout(() => void this.connect(), ms);
  }

  private detach(): void {
    this.generation += 1;
    clearTimeout(this.silenceTimer);
    const socket = this.socket;
    this.socket = undefined;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.onerror = () => {};
    if (socket.readyState <= OPEN) socket.close();
  }

  private random(): number {
    return (this.ports.random ?? Math.random)();
  }

  private enter(phase: Phase): void {
    if (this.phase === phase) return;
    this.phase = phase;
    this.ports.onPhase(phase);
  }
}
