// A drawing stands at one place of its ground, whatever the screen.
import { describe, expect, it } from 'vitest';
import { apartFrom, lengthOf, MOST_OF_PEN, pathOf, placesOf, pointOf, sameSide, seenAt, simplified, wholeIn, type Box } from '../../src/viewers/marks/geometry';
import type { Camera, Shape } from '../../src/viewers/view';

const PHONE: Box = { left: -120, top: 40, width: 390, height: 551 };
const DESK: Box = { left: 310, top: -900, width: 4_200, height: 5_940 };
const CAMERA: Camera = { eye: [0, -100, 0], target: [0, 0, 0], up: [0, 0, 1], height: 50 };

const shape = (kind: string, points: number[], more: Partial<Shape> = {}): Shape => ({ kind, color: 'red', width: 2, points, ...more });

describe('a point', () => {
  it('drawn on a phone is the same point at a desk', () => {
    let most = 0;
    for (let n = 0; n < 500; n += 1) {
      const at = { x: PHONE.left + Math.random() * PHONE.width, y: PHONE.top + Math.random() * PHONE.height };
      const point = pointOf(at, PHONE, 'page');
      const [seen] = placesOf(point, DESK);
      const back = pointOf(seen!, DESK, 'page');
      most = Math.max(most, Math.abs(back[0] - point[0]), Math.abs(back[1] - point[1]));
    }
    expect(most).toBeLessThanOrEqual(1e-6);
  });

  it('beyond the edge of its ground is at the edge, and never a negative zero', () => {
    expect(pointOf({ x: -1e6, y: 1e6 }, PHONE, 'page')).toEqual([0, 1]);
    expect(pointOf({ x: -1e6, y: 1e6 }, PHONE, 'model')).toEqual([-10, 10]);
    expect(Object.is(pointOf({ x: PHONE.left - 1e-9, y: PHONE.top }, PHONE, 'model')[0], 0)).toBe(true);
  });
});

describe('a line of the pen', () => {
  it('keeps what the eye sees with few points', () => {
    const circle = Array.from({ length: 2_000 }, (_, n) => ({ x: 200 + 150 * Math.cos(n / 318), y: 200 + 150 * Math.sin(n / 318) }));
    const kept = simplified(circle);
    console.log(`marks: ${circle.length} points became ${kept.length}`);
    expect(kept.length).toBeLessThan(100);
    for (const { x, y } of kept) expect(Math.hypot(x - 200, y - 200)).toBeCloseTo(150, 6);
    expect([kept[0], kept.at(-1)]).toEqual([circle[0], circle.at(-1)]);
  });

  it('never has more points than the server takes', () => {
    const scrawl = Array.from({ length: 4_000 }, (_, n) => ({ x: (n * 7_919) % 1_001, y: (n * 104_729) % 997 }));
    expect(simplified(scrawl).length).toBeLessThanOrEqual(MOST_OF_PEN);
  });
});

describe('what is drawn', () => {
  const corners = [{ x: 10, y: 10 }, { x: 110, y: 60 }];
  it('is a path for every shape but words', () => {
    for (const kind of ['pen', 'arrow', 'cloud', 'measure']) expect(pathOf(kind, corners, 2)).toMatch(/^M10 10/);
    expect(pathOf('text', corners.slice(0, 1), 2)).toBe('');
    expect(pathOf('a kind of later', corners, 2)).toBe('');
  });

  it('bumps outwards whichever way a cloud was drawn, and never without end', () => {
    const arcs = (path: string) => path.match(/A/g)?.length ?? 0;
    const there = pathOf('cloud', corners, 2);
    const back = pathOf('cloud', [...corners].reverse(), 2);
    expect(arcs(there)).toBe(arcs(back));
    expect([there, back].every((path) => path.includes(' 0 0 1 '))).toBe(true);
    expect(arcs(pathOf('cloud', [{ x: 0, y: 0 }, { x: 1e6, y: 1e6 }], 2))).toBeLessThan(500);
  });

  it('is found by the eraser where it is seen', () => {
    const cloud = shape('cloud', [0.1, 0.1, 0.5, 0.5]);
    const on = { x: PHONE.left + 0.3 * PHONE.width, y: PHONE.top + 0.1 * PHONE.height };
    expect(apartFrom(cloud, on, PHONE)).toBeCloseTo(0, 6);
    const inside = { x: PHONE.left + 0.3 * PHONE.width, y: PHONE.top + 0.3 * PHONE.height };
    expect(apartFrom(cloud, inside, PHONE)).toBeGreaterThan(50);
    const words = shape('text', [0.5, 0.5], { text: 'Here' });
    const [place] = placesOf(words.points, PHONE);
    expect(apartFrom(words, { x: place!.x + 10, y: place!.y + 10 }, PHONE)).toBe(0);
  });
});

describe('on a model', () => {
  it('a point is where the camera sees it', () => {
    expect(seenAt(CAMERA, [-10, 3, 0])).toEqual([-0.2, 0]);
    expect(seenAt(CAMERA, [0, 0, 25])).toEqual([0, -0.5]);
  });

  it('a drawing is shown from its own side alone, however near', () => {
    expect(sameSide(CAMERA, { ...CAMERA, height: 5, eye: [30, -60, 4], target: [30, 40, 4] })).toBe(true);
    expect(sameSide(CAMERA, { ...CAMERA, eye: [1, -100, 0] })).toBe(false);
    expect(sameSide(CAMERA, { ...CAMERA, up: [1, 0, 0] })).toBe(false);
  });

  it('a narrow screen stands back until all of a drawing is seen', () => {
    const drawn = [shape('arrow', [-0.8, 0, 0.8, 0.2])];
    expect(wholeIn(CAMERA, drawn, { width: 1_600, height: 900 }).height).toBeCloseTo(50 * 2.2 * 0.8 * (900 / 1_600) > 50 ? 50 * 2.2 * 0.8 * (900 / 1_600) : 50, 6);
    const narrow = wholeIn(CAMERA, drawn, { width: 390, height: 700 });
    expect(((0.8 * CAMERA.height) / narrow.height) * 700).toBeLessThan(390 / 2);
  });

  it('a length is how far two points are apart; a sheet has none', () => {
    const [from, to] = [{ x: 0, y: 0, z: 0 }, { x: 3, y: 4, z: 0 }];
    expect(lengthOf(shape('measure', [0, 0, 0.1, 0.1], { from, to }))).toBe(5);
    expect(lengthOf(shape('measure', [0, 0, 0.1, 0.1], { from, to, millimetres: 25.4 }))).toBe(127);
    expect(lengthOf(shape('measure', [0, 0, 0.1, 0.1], { text: '127 mm' }))).toBeUndefined();
  });
});
