// From points of a drawing to pixels and back, and what is drawn between them. Pure.
import type { Camera, Ground, Shape } from '../view';

/** Where the unit square of a ground lies, in pixels. */
export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

export interface Place {
  x: number;
  y: number;
}

/** Points of one line of a pen that the server takes. */
export const MOST_OF_PEN = 1_000;
const FARTHEST = 10;
const BUMP = 14;
const MOST_BUMPS = 400;

export const WIDTHS = [2, 3.5, 6] as const;
export const COLORS = ['red', 'blue', 'green', 'violet'] as const;

export const pixelsOf = (width: number): number => WIDTHS[width - 1] ?? WIDTHS[1];

export function placesOf(points: readonly number[], { left, top, width, height }: Box): Place[] {
  return Array.from({ length: points.length >> 1 }, (_, at) => ({ x: left + points[2 * at]! * width, y: top + points[2 * at + 1]! * height }));
}

const rounded = (value: number) => Math.round(value * 1e6) / 1e6 || 0;

/** The point of the ground under a pixel; what lies beyond its edge is at its edge. */
export function pointOf({ x, y }: Place, box: Box, on: Ground['on']): [number, number] {
  const [least, most] = on === 'page' ? [0, 1] : [-FARTHEST, FARTHEST];
  const near = (value: number) => rounded(Math.min(most, Math.max(least, value)));
  return [near((x - box.left) / box.width), near((y - box.top) / box.height)];
}

/** The same line with as few points as the eye needs, and no more than the server takes. */
export function simplified(line: readonly Place[], tolerance = 0.75): Place[] {
  const kept = thinned(line, tolerance);
  return kept.length > MOST_OF_PEN ? simplified(kept, tolerance * 1.6) : kept;
}

/** Ramer, Douglas, Peucker; by a stack, since a line may be long. */
function thinned(line: readonly Place[], tolerance: number): Place[] {
  const keeps = new Set([0, line.length - 1]);
  const stack: [number, number][] = [[0, line.length - 1]];
  for (let part = stack.pop(); part; part = stack.pop()) {
    const [first, last] = part;
    let far = 0;
    let at = -1;
    for (let each = first + 1; each < last; each += 1) {
      const apart = toSegment(line[each]!, line[first]!, line[last]!);
      if (apart > far) [far, at] = [apart, each];
    }
    if (at < 0 || far <= tolerance) continue;
    keeps.add(at);
    stack.push([first, at], [at, last]);
  }
  return line.filter((_, at) => keeps.has(at));
}

function toSegment(at: Place, from: Place, to: Place): number {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const long = dx * dx + dy * dy;
  const along = long === 0 ? 0 : Math.max(0, Math.min(1, ((at.x - from.x) * dx + (at.y - from.y) * dy) / long));
  return Math.hypot(at.x - from.x - along * dx, at.y - from.y - along * dy);
}

const round = (value: number) => Math.round(value * 100) / 100;
const to = ({ x, y }: Place) => `${round(x)} ${round(y)}`;

/** What is stroked of a shape, in pixels; of a text nothing. */
export function pathOf(kind: string, places: readonly Place[], width: number): string {
  const [from, end] = places;
  if (!from) return '';
  if (kind === 'pen') return penPath(places);
  if (kind === 'cloud') return cloudPath(cornersOf(places));
  if (!end) return '';
  if (kind === 'arrow') return arrowPath(from, end, 8 + 2 * width);
  return kind === 'measure' ? measurePath(from, end) : '';
}

function penPath(line: readonly Place[]): string {
  const middle = (a: Place, b: Place) => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });
  const bends = line.slice(1, -1).map((place, at) => `Q${to(place)} ${to(middle(place, line[at + 2]!))}`);
  return [`M${to(line[0]!)}`, ...bends, `L${to(line.at(-1)!)}`].join('');
}

function arrowPath(from: Place, end: Place, head: number): string {
  const back = Math.atan2(from.y - end.y, from.x - end.x);
  const side = (turn: number) => ({ x: end.x + head * Math.cos(back + turn), y: end.y + head * Math.sin(back + turn) });
  return `M${to(from)}L${to(end)}M${to(side(0.5))}L${to(end)}L${to(side(-0.5))}`;
}

function measurePath(from: Place, end: Place): string {
  const across = Math.atan2(end.y - from.y, end.x - from.x) + Math.PI / 2;
  const [dx, dy] = [7 * Math.cos(across), 7 * Math.sin(across)];
  const tick = ({ x, y }: Place) => `M${to({ x: x - dx, y: y - dy })}L${to({ x: x + dx, y: y + dy })}`;
  return `M${to(from)}L${to(end)}${tick(from)}${tick(end)}`;
}

/** Two corners of a rectangle are four. */
export function cornersOf(places: readonly Place[]): Place[] {
  const [a, b] = places;
  if (places.length !== 2 || !a || !b) return [...places];
  return [a, { x: b.x, y: a.y }, b, { x: a.x, y: b.y }];
}

/** Bumps that look outwards, of one size on the screen. */
function cloudPath(corners: readonly Place[]): string {
  const area = corners.reduce((sum, { x, y }, at) => {
    const next = corners[(at + 1) % corners.length]!;
    return sum + x * next.y - next.x * y;
  }, 0);
  const way = area < 0 ? [...corners].reverse() : corners;
  const sides = way.map((from, at) => ({ from, end: way[(at + 1) % way.length]! }));
  const around = sides.reduce((sum, { from, end }) => sum + Math.hypot(end.x - from.x, end.y - from.y), 0);
  const bump = Math.max(BUMP, around / MOST_BUMPS);
  const arcs = sides.flatMap(({ from, end }) => {
    const long = Math.hypot(end.x - from.x, end.y - from.y);
    const count = Math.max(1, Math.round(long / bump));
    const radius = round((0.55 * long) / count);
    const at = (part: number) => ({ x: from.x + (end.x - from.x) * part, y: from.y + (end.y - from.y) * part });
    return Array.from({ length: count }, (_, n) => `A${radius} ${radius} 0 0 1 ${to(at((n + 1) / count))}`);
  });
  return `M${to(way[0]!)}${arcs.join('')}Z`;
}

/** How much of its width words run to the left of their place. */
export const leanOf = ({ points }: Shape): number => Math.min(1, Math.max(0, points[0] ?? 0));

const WORDS_WIDE = 120;

/** How far a pixel lies from what is drawn of a shape. */
export function apartFrom(shape: Shape, at: Place, box: Box): number {
  const places = placesOf(shape.points, box);
  const ring = shape.kind === 'cloud' ? cornersOf(places) : places;
  const line = shape.kind === 'cloud' ? [...ring, ring[0]!] : ring;
  if (line.length === 1) {
    const [{ x: middle, y }] = line as [Place];
    const x = middle - leanOf(shape) * WORDS_WIDE;
    return Math.hypot(at.x < x ? x - at.x : Math.max(0, at.x - x - WORDS_WIDE), at.y < y ? y - at.y : Math.max(0, at.y - y - 24));
  }
  return Math.min(...line.slice(1).map((end, n) => toSegment(at, line[n]!, end)));
}

/** How far apart the ends of a measure on a model are, in millimetres where the file has a unit; a sheet has no number. */
export function lengthOf({ from, to: end, millimetres }: Shape): number | undefined {
  return from && end && Math.hypot(end.x - from.x, end.y - from.y, end.z - from.z) * (millimetres ?? 1);
}

type Xyz = readonly [number, number, number];
const less = (a: Xyz, b: Xyz): Xyz => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
const dot = (a: Xyz, b: Xyz) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const cross = (a: Xyz, b: Xyz): Xyz => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
const unit = (a: Xyz): Xyz => {
  const long = Math.hypot(...a) || 1;
  return [a[0] / long, a[1] / long, a[2] / long];
};

function sidesOf({ eye, target, up }: Camera) {
  const ahead = unit(less(target, eye));
  const right = unit(cross(ahead, up));
  return { ahead, right, upper: cross(right, ahead) };
}

/** Where a camera sees a point of the model: in heights of the view from its middle, to the right and down. */
export function seenAt(camera: Camera, point: Xyz): [number, number] {
  const { right, upper } = sidesOf(camera);
  const arm = less(point, camera.target);
  return [rounded(dot(arm, right) / camera.height), rounded(-dot(arm, upper) / camera.height)];
}

/** Whether two cameras look from one side: only then does a drawing lie where it was drawn. */
export function sameSide(one: Camera, other: Camera): boolean {
  const [a, b] = [sidesOf(one), sidesOf(other)];
  return dot(a.ahead, b.ahead) > 1 - 1e-6 && dot(a.upper, b.upper) > 1 - 1e-6;
}

/** The camera, so far away that all of a drawing is seen on a screen of this shape. */
export function wholeIn(camera: Camera, shapes: readonly Shape[], { width, height }: { width: number; height: number }): Camera {
  const points = shapes.flatMap((shape) => shape.points);
  const across = Math.max(0, ...points.filter((_, at) => at % 2 === 0).map(Math.abs));
  const upright = Math.max(0, ...points.filter((_, at) => at % 2 === 1).map(Math.abs));
  const needed = 2.2 * Math.max(upright, (across * height) / (width || 1));
  return { ...camera, height: camera.height * Math.max(1, needed) };
}
