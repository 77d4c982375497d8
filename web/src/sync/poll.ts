// Events by long poll, for networks that let no socket through: the project on the screen waits for news, the
// others are asked now and then.
import { backoff } from './backoff';

export interface PollPorts {
  focused(): string | undefined;
  followed(): string[];
  once(projectId: string, waitSeconds: number, signal: AbortSignal): Promise<void>;
}

const WAIT_S = 25;
const OTHERS_EVERY_MS = 30_000;

export class Poll {
  private running: AbortController | undefined;
  private waiting: AbortController | undefined;

  constructor(private readonly ports: PollPorts) {}

  start(): void {
    if (this.running) return;
    this.running = new AbortController();
    void this.loop(this.running.signal);
  }

  stop(): void {
    this.running?.abort();
    this.waiting?.abort();
    this.running = undefined;
  }

  /** Another project is on the screen: do not wait for the one before. */
  nudge(): void {
    this.waiting?.abort();
  }

  private async loop(ended: AbortSignal): Promise<void> {
    let failures = 0;
    let others = 0;
    while (!ended.aborted) {
      const waiting = new AbortController();
      this.waiting = waiting;
      try {
        if (Date.now() - others > OTHERS_EVERY_MS) {
          for (const id of this.ports.followed()) await this.ports.once(id, 0, ended);
          others = Date.now();
        }
        const focused = this.ports.focused();
        if (focused) await this.ports.once(focused, WAIT_S, waiting.signal);
        else await pause(OTHERS_EVERY_MS, waiting.signal);
        failures = 0;
      } catch {
        if (waiting.signal.aborted) continue;
        failures += 1;
        await pause(backoff(failures, Math.random), waiting.signal);
      }
    }
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
