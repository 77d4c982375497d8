// One question to a worker of its own, which is ended when it has answered, failed, or taken too long.
import { Unshown, WHYS, type Why } from './view';

export interface Work {
  patience: number;
  signal: AbortSignal;
}

type Reply<Answer> = { answer: Answer } | { why: Why; detail: string };

export function ask<Answer>(make: () => Worker, question: unknown, { patience, signal }: Work): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const worker = make();
    const timer = setTimeout(() => fail(new Unshown('too_slow')), patience);
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      worker.terminate();
    };
    const fail = (error: Unshown) => {
      end();
      reject(error);
    };
    const stop = () => fail(new Unshown('unreadable', 'stopped'));
    signal.addEventListener('abort', stop);
    worker.onmessage = ({ data }: MessageEvent<Reply<Answer>>) => {
      end();
      if ('answer' in data) resolve(data.answer);
      else reject(new Unshown(data.why, data.detail));
    };
    worker.onmessageerror = () => fail(new Unshown('unreadable'));
    worker.onerror = (event) => fail(new Unshown('not_loaded', event.message));
    worker.postMessage(question);
  });
}

/** What is not there in time is given up: who waits hears of it, and ends the work where it can be ended. */
export function within<T>(patience: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Unshown('too_slow')), patience);
    void work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** The worker's side: one answer, with what moves over instead of being copied. */
export function answer<Question>(work: (question: Question) => Promise<{ answer: unknown; moved?: Transferable[] }>): void {
  addEventListener('message', async ({ data }: MessageEvent<Question>) => {
    try {
      const done = await work(data);
      postMessage({ answer: done.answer }, { transfer: done.moved ?? [] });
    } catch (error) {
      postMessage({ why: whyOf(error), detail: error instanceof Error ? error.message : String(error) });
    }
  });
}

function whyOf(error: unknown): Why {
  if (error instanceof Unshown && WHYS.includes(error.why)) return error.why;
  return error instanceof RangeError && /memory|allocation|length/i.test(error.message) ? 'too_big' : 'unreadable';
}
