import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ask } from '../../src/viewers/work';

class Silent {
  ended = false;
  onmessage?: (event: { data: unknown }) => void;
  onerror?: (event: { message: string }) => void;
  onmessageerror?: () => void;
  postMessage() {}
  terminate() {
    this.ended = true;
  }
}

describe('a question to a worker', () => {
  let worker: Silent;
  let stop: AbortController;
  const asked = () => ask<number>(() => worker as unknown as Worker, 'how many', { patience: 1000, signal: stop.signal });

  beforeEach(() => {
    vi.useFakeTimers();
    worker = new Silent();
    stop = new AbortController();
  });
  afterEach(() => vi.useRealTimers());

  it('is answered, and the worker ended', async () => {
    const answer = asked();
    worker.onmessage!({ data: { answer: 7 } });
    await expect(answer).resolves.toBe(7);
    expect(worker.ended).toBe(true);
  });

  it('ends a worker that takes too long', async () => {
    const answer = expect(asked()).rejects.toMatchObject({ why: 'too_slow' });
    await vi.advanceTimersByTimeAsync(1001);
    await answer;
    expect(worker.ended).toBe(true);
  });

  it('says why it failed, and why it could not begin', async () => {
    const refused = expect(asked()).rejects.toMatchObject({ why: 'empty', message: 'nothing in it' });
    worker.onmessage!({ data: { why: 'empty', detail: 'nothing in it' } });
    await refused;
    const broken = expect(asked()).rejects.toMatchObject({ why: 'not_loaded' });
    worker.onerror!({ message: 'refused' });
    await broken;
  });

  it('ends with the view that asked', async () => {
    const answer = expect(asked()).rejects.toThrow();
    stop.abort();
    await answer;
    expect(worker.ended).toBe(true);
  });
});
