// What a small file can grow to is counted before a loader makes room for it.
import { MOST_LEVELS, MOST_MODEL_TEXT, MOST_PARTS, MOST_TRIANGLES, MOST_UNZIPPED } from '../limits';
import { unfolded } from '../unfold';
import { unzipWithin } from '../unzip';
import { Unshown } from '../view';

/** The texts of a 3MF that describe objects, once what they unfold to is within bounds. */
export function textsOf3mf(zip: Uint8Array): string[] {
  const members = Object.entries(unzipWithin(MOST_UNZIPPED, zip, () => true)).filter(([name]) => name.endsWith('.model'));
  if (members.reduce((sum, [, { length }]) => sum + length, 0) > MOST_MODEL_TEXT) throw new Unshown('too_big');
  const texts = members.map(([, member]) => new TextDecoder().decode(member));
  texts.forEach(refuseDepth);
  refuseManyParts(texts);
  return texts;
}

/** A parser climbs back through all levels at every tag. */
function refuseDepth(text: string): void {
  let depth = 0;
  for (const [, closes, empty] of text.matchAll(/<(\/?)\w[^>]*?(\/?)>/g)) {
    depth += closes ? -1 : empty ? 0 : 1;
    if (depth > MOST_LEVELS) throw new Unshown('unreadable');
  }
}

function refuseManyParts(texts: readonly string[]): void {
  const objects = new Map<string, { own: number; inside: string[] }>();
  const built: string[] = [];
  let at = '';
  for (const text of texts) {
    for (const [, tag, attributes] of text.matchAll(/<(?:\w+:)?(object|component|item)\b([^>]*)>/g)) {
      const value = (name: string) => new RegExp(`\\b${name}\\s*=\\s*["']([^"']*)`).exec(attributes!)?.[1] ?? '';
      if (tag === 'object') objects.set((at = value('id')), { own: 1, inside: [] });
      else if (tag === 'component') objects.get(at)?.inside.push(value('objectid'));
      else built.push(value('objectid'));
    }
  }
  const counted = unfolded(objects, Infinity);
  const parts = [...objects.keys(), ...built].reduce((sum, id) => sum + (counted.get(id) ?? 0), 0);
  if (parts > MOST_PARTS) throw new Unshown(parts === Infinity ? 'unreadable' : 'too_big', parts === Infinity ? '' : `${parts}`);
}

interface Accessor {
  count?: unknown;
}

/** Room is made for as many numbers as a glTF says that it has, whether it has them or not. */
export function refuseManyPoints(bytes: Uint8Array): void {
  const { accessors } = headOf(bytes);
  if (!Array.isArray(accessors)) return;
  const points = (accessors as Accessor[]).reduce((sum, accessor) => sum + (Number(accessor?.count) || 0), 0);
  if (points > 6 * MOST_TRIANGLES) throw new Unshown('too_big', `${points}`);
}

function headOf(bytes: Uint8Array): { accessors?: unknown } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const packed = view.byteLength > 20 && view.getUint32(0, true) === 0x46546c67;
  if (packed && view.getUint32(8, true) > bytes.length) throw new Unshown('unreadable');
  const text = packed ? bytes.subarray(20, 20 + view.getUint32(12, true)) : bytes;
  const head: unknown = JSON.parse(new TextDecoder().decode(text));
  return typeof head === 'object' && head !== null ? head : {};
}

/** Counts parts and triangles while they are laid out, each in every place where it stands. */
export class Tally {
  private parts = 0;
  private triangles = 0;

  add(triangles: number): void {
    this.parts += 1;
    this.triangles += triangles;
    if (this.parts > MOST_PARTS || this.triangles > MOST_TRIANGLES) throw new Unshown('too_big');
  }
}
