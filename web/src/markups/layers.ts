// Markups as layers over a file, and back. Pure.
import type { Markup } from '../api/types';
import type { Camera, Ground, Shape } from '../viewers/view';

type Xyz = readonly [number, number, number];
type Vector = { x: number; y: number; z: number };

const xyz = ({ x, y, z }: Vector): Xyz => [x, y, z];
const vector = ([x, y, z]: Xyz): Vector => ({ x, y, z });

export function groundOf({ page, camera }: Pick<Markup, 'page' | 'camera'>): Ground | undefined {
  if (page !== undefined) return { on: 'page', page };
  if (!camera) return undefined;
  const { eye, target, up, height } = camera;
  return { on: 'model', camera: { eye: xyz(eye), target: xyz(target), up: xyz(up), height } };
}

/** A ground as the API has it. */
export function pointed(ground: Ground) {
  if (ground.on === 'page') return { page: ground.page };
  return { camera: sent(ground.camera) };
}

function sent({ eye, target, up, height }: Camera) {
  return { eye: vector(eye), target: vector(target), up: vector(up), height };
}

export const isDraft = ({ state }: Markup) => state === 'draft';

/** Of a list that was read and what the room has heard since: what is published comes in, a draft of it goes. */
export function withHeard(read: readonly Markup[], heard: readonly Markup[]): Markup[] {
  const news = new Map(heard.map((markup) => [markup.id, markup]));
  const known = read.map((markup) => (isDraft(markup) ? (news.get(markup.id) ?? markup) : markup));
  return [...known, ...heard.filter(({ id }) => read.every((markup) => markup.id !== id))];
}

/** Published ones of a file, in the order they came. */
export function publishedOn(file_id: string, all: readonly Markup[]): Markup[] {
  const here = all.filter((markup) => markup.file_id === file_id && !isDraft(markup));
  return here.sort((one, other) => (one.published_seq ?? 0) - (other.published_seq ?? 0));
}

/** The words in a drawing, for where it is not seen. */
export const wordsIn = (shapes: readonly Shape[]) => shapes.flatMap(({ text }) => text ?? []).join(' · ');
