import { describe, expect, it } from 'vitest';
import { placesFor, type GoPlace } from '../../src/search/places';

const place = (key: string, words: string, code?: string): GoPlace => ({ key, to: `/${key}`, kind: 'project', words, ...(code ? { code } : {}) });
const PLACES = [
  place('line', '차체 프레스 라인', 'LINE-7'),
  place('design', 'Diseño del útil', 'JIG-2'),
  place('home', '홈'),
  place('press', '프레스 금형'),
];
const found = (asked: string) => placesFor(asked, PLACES).map((each) => each.key);

describe('going anywhere', () => {
  it('finds by parts of words, by code, and without accents', () => {
    expect(found('line')).toEqual(['line']);
    expect(found('diseno util')).toEqual(['design']);
    expect(found('없는 곳')).toEqual([]);
  });

  it('puts what begins so first and offers all before anything is typed', () => {
    expect(found('프레스')).toEqual(['press', 'line']);
    expect(found('')).toEqual(['line', 'design', 'home', 'press']);
  });
});
