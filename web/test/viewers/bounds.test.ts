import { zipSync } from 'fflate';
import { describe, expect, it, vi } from 'vitest';
import { refuseManyEntities } from '../../src/viewers/dxf/dxf-bounds';
import { MOST_CELL_CHARS, MOST_COLUMNS, MOST_PARTS, MOST_TRIANGLES } from '../../src/viewers/limits';
import { refuseManyPoints, Tally, textsOf3mf } from '../../src/viewers/model/bounds';
import { limited } from '../../src/viewers/table/table';
import { unfolded } from '../../src/viewers/unfold';
import { within } from '../../src/viewers/work';

const bytes = (text: string) => new TextEncoder().encode(text);
const why = (work: () => unknown) => {
  try {
    work();
    return undefined;
  } catch (error) {
    return (error as { why?: string }).why ?? (error as Error).name;
  }
};
const tens = (depth: number) => new Map(Array.from({ length: depth }, (_, at) => [`${at}`, { own: 1, inside: at === 0 ? [] : Array<string>(10).fill(`${at - 1}`) }]));

describe('what unfolds', () => {
  it('is counted without being laid out', () => {
    expect(unfolded(tens(3), 0).get('2')).toBe(111);
    expect(unfolded(tens(30), 0).get('29')).toBeGreaterThan(1e28);
  });

  it('is endless inside itself, or nothing, as the caller says', () => {
    const ring = new Map([['a', { own: 1, inside: ['b'] }], ['b', { own: 1, inside: ['a'] }]]);
    expect(unfolded(ring, Infinity).get('a')).toBe(Infinity);
    expect(unfolded(ring, 0).get('a')).toBe(2);
  });
});

describe('a 3MF', () => {
  const pack = (resources: string, items = '<item objectid="9"/>') => zipSync({ '3D/a.model': bytes(`<model unit="inch"><resources>${resources}</resources><build>${items}</build></model>`) });
  const mesh = '<object id="0" type="model"><mesh/></object>';
  const levels = (depth: number) => Array.from({ length: depth }, (_, at) => `<object type='model' id='${at + 1}'><components>${`<component objectid='${at}'/>`.repeat(10)}</components></object>`).join('');

  it('gives its texts when it is of ordinary size', () => {
    expect(textsOf3mf(pack(mesh + levels(2)))[0]).toContain('unit="inch"');
  });

  it('of ten parts of ten parts is refused before it is built, and one of itself', () => {
    expect(why(() => textsOf3mf(pack(mesh + levels(9))))).toBe('too_big');
    expect(why(() => textsOf3mf(pack('<object id="9"><components><component objectid="9"/></components></object>')))).toBe('unreadable');
    expect(why(() => textsOf3mf(pack(`${'<a>'.repeat(200)}${'</a>'.repeat(200)}`)))).toBe('unreadable');
  });
});

it('a glTF says how many points room is made for', () => {
  const head = (...counts: number[]) => JSON.stringify({ accessors: counts.map((count) => ({ count })) });
  expect(why(() => refuseManyPoints(bytes(head(3, 100_000))))).toBeUndefined();
  expect(why(() => refuseManyPoints(bytes(head(3, 4e9))))).toBe('too_big');
  const text = bytes(head(4e9));
  const glb = new Uint8Array(20 + text.length);
  glb.set(bytes('glTF'));
  new DataView(glb.buffer).setUint32(8, glb.length, true);
  new DataView(glb.buffer).setUint32(12, text.length, true);
  glb.set(text, 20);
  expect(why(() => refuseManyPoints(glb))).toBe('too_big');
  expect(why(() => refuseManyPoints(glb.subarray(0, 30)))).toBe('unreadable');
  expect(why(() => refuseManyPoints(bytes('{"accessors":')))).toBe('SyntaxError');
});

it('parts and triangles are counted in every place', () => {
  const parts = new Tally();
  for (let at = 0; at < MOST_PARTS; at += 1) parts.add(1);
  expect(why(() => parts.add(1))).toBe('too_big');
  expect(why(() => new Tally().add(MOST_TRIANGLES + 1))).toBe('too_big');
});

it('a drawing of blocks of blocks is refused, an ordinary one and one with a ring is not', () => {
  const block = (name: string, of: string[]) => ({ name, entities: of.map((each) => ({ type: 'INSERT', name: each })) });
  const nested = Object.fromEntries(Array.from({ length: 9 }, (_, at) => [`b${at}`, block(`b${at}`, Array<string>(10).fill(`b${at - 1}`))]));
  expect(why(() => refuseManyEntities({ entities: [], blocks: nested }))).toBe('RangeError');
  expect(why(() => refuseManyEntities({ entities: [{ type: 'LINE' }], blocks: { a: block('a', ['a']), b: { name: 'b' } } }))).toBeUndefined();
  expect(why(() => refuseManyEntities({}))).toBeUndefined();
});

describe('a table', () => {
  it('shows the beginning of a long cell and the first columns, and says so', () => {
    const sheet = limited('', [['a', 'b'.repeat(MOST_CELL_CHARS + 1)], Array<string>(MOST_COLUMNS + 1).fill('x')]);
    expect(sheet).toMatchObject({ shortened: 1, narrow: true, columns: MOST_COLUMNS, ragged: [2], cut: false });
    expect(sheet.rows[0]![1]).toHaveLength(MOST_CELL_CHARS + 1);
    expect(limited('', [['a']])).toMatchObject({ shortened: 0, narrow: false });
  });

  it('of which not even the first row can be shown is too big, not empty', () => {
    expect(why(() => limited('', [['1', '2']], 1))).toBe('too_big');
    expect(limited('', []).rows).toEqual([]);
  });
});

it('what is not there in time is given up', async () => {
  vi.useFakeTimers();
  const late = expect(within(1000, new Promise(() => {}))).rejects.toMatchObject({ why: 'too_slow' });
  await vi.advanceTimersByTimeAsync(1001);
  await late;
  await expect(within(1000, Promise.resolve(7))).resolves.toBe(7);
  vi.useRealTimers();
});
