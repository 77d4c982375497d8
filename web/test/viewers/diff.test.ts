import { describe, expect, it } from 'vitest';
import { diffSheets } from '../../src/viewers/compare/diff';
import { limited } from '../../src/viewers/table/table';

const sheet = (...rows: string[][]) => limited('', rows);
const HEAD = ['part', 'count', 'note'];

describe('two parts lists', () => {
  it('tells added, removed and changed rows by the column that names them', () => {
    const before = sheet(HEAD, ['shaft', '1', ''], ['bearing', '2', ''], ['screw', '8', 'M4'], ['spacer', '4', '']);
    const after = sheet(HEAD, ['shaft', '1', ''], ['screw', '12', 'M4'], ['spacer', '4', ''], ['cover', '1', '']);
    const diff = diffSheets(before, after);
    expect(diff.unchanged).toBe(2);
    expect(diff.rows).toEqual([
      { state: 'removed', row: 3, cells: ['bearing', '2', ''], before: [] },
      { state: 'changed', row: 3, cells: ['screw', '12', 'M4'], before: [undefined, '8', undefined] },
      { state: 'added', row: 5, cells: ['cover', '1', ''], before: [] },
    ]);
  });

  it('follows a column that was moved', () => {
    const before = sheet(HEAD, ['shaft', '1', 'h6'], ['screw', '8', '']);
    const after = sheet(['note', 'part', 'count'], ['h6', 'shaft', '1'], ['', 'screw', '9']);
    expect(diffSheets(before, after).rows).toEqual([{ state: 'changed', row: 3, cells: ['', 'screw', '9'], before: [undefined, undefined, '8'] }]);
  });

  it('compares whole rows where nothing names them, each as often as it stands there', () => {
    const before = sheet(HEAD, ['screw', '8', ''], ['screw', '8', ''], ['screw', '4', '']);
    const after = sheet(HEAD, ['screw', '8', ''], ['screw', '4', ''], ['screw', '4', '']);
    const { rows, unchanged } = diffSheets(before, after);
    expect(unchanged).toBe(2);
    expect(rows.map(({ state }) => state).sort()).toEqual(['added', 'removed']);
  });

  it('takes a sheet that is only in one of them as all added or all removed', () => {
    const one = sheet(HEAD, ['shaft', '1', '']);
    expect(diffSheets(undefined, one).rows.map(({ state }) => state)).toEqual(['added']);
    expect(diffSheets(one, undefined).rows.map(({ state }) => state)).toEqual(['removed']);
    expect(diffSheets(one, one)).toMatchObject({ rows: [], unchanged: 1 });
  });
});
