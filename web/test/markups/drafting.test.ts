// A drawing is kept at once and saved a moment later; a lost network or a second device loses nothing of it.
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Refusal } from '../../src/api/problem';
import type { Markup } from '../../src/api/types';
import { added, DraftKeeper, erased, type DraftServer, type Drawn } from '../../src/markups/drafting';
import { groundOf, publishedOn, withHeard } from '../../src/markups/layers';
import type { Shape } from '../../src/viewers/view';

const PAGE = { on: 'page', page: 1 } as const;
const arrow = (x: number): Shape => ({ kind: 'arrow', color: 'red', width: 2, points: [x, 0, 1, 1] });

/** Drafts as a server keeps them. */
class Kept implements DraftServer {
  readonly drafts = new Map<string, readonly Shape[]>();
  readonly published: { id: string; shapes: readonly Shape[] }[] = [];
  away = false;

  private reach(): void {
    if (this.away) throw new TypeError('no network');
  }
  async begin({ id, shapes }: Drawn) {
    this.reach();
    if (!this.drafts.has(id)) this.drafts.set(id, shapes);
    return { shapes: [...this.drafts.get(id)!] };
  }
  async redraw(id: string, shapes: readonly Shape[]) {
    this.reach();
    if (!this.drafts.has(id)) throw refusal(404, 'not_found');
    this.drafts.set(id, shapes);
  }
  async discard(id: string) {
    this.reach();
    if (!this.drafts.delete(id)) throw refusal(404, 'not_found');
  }
  async publish(id: string, _key: string, shapes: readonly Shape[]) {
    this.reach();
    this.drafts.delete(id);
    this.published.push({ id, shapes });
    return {} as Markup;
  }
}

function refusal(status: number, code: string): Refusal {
  return new Refusal(status, { type: 'about:blank', title: code, status, code, detail: '', request_id: '' } as never);
}

function storage() {
  const kept = new Map<string, string>();
  return { kept, getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value), removeItem: (key: string) => void kept.delete(key) };
}

const draft = (id: string, shapes: Shape[], page = 1): Markup => ({ id, page, shapes, state: 'draft', file_id: 'f' }) as unknown as Markup;

describe('shapes of drafts', () => {
  it('go to the draft of their page, and out of it', () => {
    const one = added([], PAGE, arrow(0), 'a');
    const two = added(added(one, PAGE, arrow(0.1), 'b'), { on: 'page', page: 2 }, arrow(0.2), 'c');
    expect(two.map(({ id, shapes }) => [id, shapes.length])).toEqual([['a', 2], ['c', 1]]);
    expect(erased(two, 'a', 0)[0]!.shapes).toEqual([arrow(0.1)]);
  });
});

describe('a keeper of drafts', () => {
  let server: Kept;
  let place: ReturnType<typeof storage>;
  beforeEach(() => {
    vi.useFakeTimers();
    server = new Kept();
    place = storage();
  });
  const keeper = () => new DraftKeeper('me.r.f', server, place);
  const shapes = () => [...server.drafts.values()];

  it('saves a moment after the last stroke, once', async () => {
    const drafts = keeper();
    drafts.add(PAGE, arrow(0));
    drafts.add(PAGE, arrow(0.1));
    expect([drafts.get().saving, server.drafts.size]).toEqual(['saving', 0]);
    await vi.advanceTimersByTimeAsync(1_000);
    expect([drafts.get().saving, shapes()]).toEqual(['saved', [[arrow(0), arrow(0.1)]]]);
    expect(place.kept.size).toBe(0);
  });

  it('keeps on the device what cannot be sent, over a reload too, and sends it later', async () => {
    server.away = true;
    const drafts = keeper();
    drafts.add(PAGE, arrow(0));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(drafts.get().saving).toBe('waiting');
    const reloaded = keeper();
    expect(reloaded.get().drawn[0]!.shapes).toEqual([arrow(0)]);
    server.away = false;
    reloaded.take([]);
    await vi.advanceTimersByTimeAsync(1_000);
    expect([reloaded.get().saving, shapes()]).toEqual(['saved', [[arrow(0)]]]);
  });

  it('takes strokes back, also from the server', async () => {
    const drafts = keeper();
    drafts.add(PAGE, arrow(0));
    await vi.advanceTimersByTimeAsync(1_000);
    drafts.undo();
    await vi.advanceTimersByTimeAsync(1_000);
    expect([server.drafts.size, drafts.get().drawn, drafts.get().mayUndo]).toEqual([0, [], false]);
    drafts.add(PAGE, arrow(0.3));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(shapes()).toEqual([[arrow(0.3)]]);
  });

  it('goes on with the draft of another device, and does not lose strokes to an older answer', async () => {
    const drafts = keeper();
    server.drafts.set('x', [arrow(0)]);
    drafts.take([draft('x', [arrow(0)])]);
    drafts.add(PAGE, arrow(0.5));
    drafts.take([draft('x', [arrow(0)])]);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(server.drafts.get('x')).toEqual([arrow(0), arrow(0.5)]);
    // Thrown away elsewhere: what is drawn on here is a draft again.
    server.drafts.delete('x');
    drafts.add(PAGE, arrow(0.6));
    await vi.advanceTimersByTimeAsync(1_000);
    expect([server.drafts.has('x'), shapes()]).toEqual([false, [[arrow(0), arrow(0.5), arrow(0.6)]]]);
  });

  it('publishes what stands on the screen, page by page, and keeps nothing of it', async () => {
    const drafts = keeper();
    drafts.add(PAGE, arrow(0));
    drafts.add({ on: 'page', page: 2 }, arrow(0.2));
    await drafts.publish('key');
    expect(server.published.map((one) => one.shapes)).toEqual([[arrow(0)], [arrow(0.2)]]);
    await vi.advanceTimersByTimeAsync(1_000);
    expect([server.drafts.size, drafts.get().drawn, place.kept.size]).toEqual([0, [], 0]);
  });

  it('throws all of it away, and says when it cannot', async () => {
    const drafts = keeper();
    drafts.add(PAGE, arrow(0));
    await vi.advanceTimersByTimeAsync(1_000);
    server.away = true;
    await expect(drafts.discard()).rejects.toThrow();
    server.away = false;
    await drafts.discard();
    expect([server.drafts.size, drafts.get().drawn]).toEqual([0, []]);
  });

  it('says why the server refuses, and tries nothing again by itself', async () => {
    server.begin = () => Promise.reject(refusal(409, 'markup_drafts_full'));
    const drafts = keeper();
    drafts.add(PAGE, arrow(0));
    await vi.advanceTimersByTimeAsync(20_000);
    expect(drafts.get().saving).toMatchObject({ refused: { code: 'markup_drafts_full' } });
    expect(drafts.get().drawn[0]!.shapes).toEqual([arrow(0)]);
  });
});

describe('layers', () => {
  const published = (id: string, seq: number): Markup => ({ ...draft(id, [arrow(0)]), state: 'published', published_seq: seq });
  it('take in what the room heard, in the place of the draft that it was', () => {
    const all = withHeard([draft('a', []), published('b', 4)], [published('a', 7), published('c', 5)]);
    expect(publishedOn('f', all).map(({ id }) => id)).toEqual(['b', 'c', 'a']);
  });

  it('lie on a page or before a camera', () => {
    expect(groundOf({ page: 3 })).toEqual({ on: 'page', page: 3 });
    const point = { x: 0, y: 0, z: 1 };
    expect(groundOf({ camera: { eye: point, target: point, up: point, height: 2 } })).toMatchObject({ on: 'model', camera: { eye: [0, 0, 1], height: 2 } });
    expect(groundOf({})).toBeUndefined();
  });
});
