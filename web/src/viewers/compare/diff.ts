// What differs between two tables: rows are the same thing when they agree in the column that names things.
import type { Sheet } from '../table/table';

export interface DiffRow {
  state: 'added' | 'removed' | 'changed';
  /** Row number in the table it is shown from. */
  row: number;
  cells: readonly string[];
  /** For a changed row, what stood in the cells that differ. */
  before: readonly (string | undefined)[];
}

export interface Diff {
  head: readonly string[];
  rows: readonly DiffRow[];
  unchanged: number;
}

interface Body {
  head: readonly string[];
  rows: readonly { number: number; cells: readonly string[] }[];
}

export function diffSheets(before: Sheet | undefined, after: Sheet | undefined): Diff {
  const now = bodyOf(after);
  const was = inColumnsOf(now, bodyOf(before));
  const matches = matched(was, now);
  const rows: DiffRow[] = [];
  let unchanged = 0;
  let next = 0;
  const removedUpTo = (end: number) => {
    for (; next < end; next += 1) {
      const gone = was.rows[next]!;
      if (!matches.taken.has(next)) rows.push({ state: 'removed', row: gone.number, cells: gone.cells, before: [] });
    }
  };
  now.rows.forEach(({ number, cells }, at) => {
    const old = matches.of[at];
    if (old === undefined) {
      rows.push({ state: 'added', row: number, cells, before: [] });
      return;
    }
    removedUpTo(old);
    const changes = changed(was.rows[old]!.cells, cells);
    if (changes) rows.push({ state: 'changed', row: number, cells, before: changes });
    else unchanged += 1;
  });
  removedUpTo(was.rows.length);
  return { head: now.head.length > 0 ? now.head : was.head, rows, unchanged };
}

function bodyOf(sheet: Sheet | undefined): Body {
  const rows = sheet?.rows ?? [];
  const first = Math.max(0, rows.findIndex((cells) => cells.filter(Boolean).length > 1));
  return { head: rows[first] ?? [], rows: rows.slice(first + 1).map((cells, at) => ({ number: first + 2 + at, cells })) };
}

/** The older rows laid into the columns of the newer, by their headings; what has no column there any more follows. */
function inColumnsOf(now: Body, was: Body): Body {
  if (now.head.length === 0) return was;
  const kept = now.head.map((title) => (title === '' ? -1 : was.head.indexOf(title)));
  const gone = was.head.flatMap((_, at) => (kept.includes(at) ? [] : [at]));
  const sameTitles = kept.some((at) => at >= 0);
  if (!sameTitles) return was;
  const lay = (cells: readonly string[]) => [...kept.map((at) => cells[at] ?? ''), ...gone.map((at) => cells[at] ?? '')];
  return { head: lay(was.head), rows: was.rows.map(({ number, cells }) => ({ number, cells: lay(cells) })) };
}

function matched(was: Body, now: Body): { of: (number | undefined)[]; taken: Set<number> } {
  const key = keyColumn(was, now);
  const name = (cells: readonly string[]) => (key === undefined ? cells.join('\u0000') : (cells[key] ?? ''));
  const waiting = new Map<string, number[]>();
  was.rows.forEach(({ cells }, at) => waiting.set(name(cells), [...(waiting.get(name(cells)) ?? []), at]));
  const of = now.rows.map(({ cells }) => waiting.get(name(cells))?.shift());
  return { of, taken: new Set(of.filter((at) => at !== undefined)) };
}

/** The column in which no value stands twice, and which most rows of both tables share. */
function keyColumn(was: Body, now: Body): number | undefined {
  const fewest = Math.min(was.rows.length, now.rows.length);
  let best: { column: number; shared: number } | undefined;
  for (let column = 0; column < Math.max(was.head.length, now.head.length); column += 1) {
    const [old, young] = [was, now].map(({ rows }) => rows.map(({ cells }) => cells[column] ?? '').filter(Boolean));
    if (new Set(old).size < old!.length || new Set(young).size < young!.length) continue;
    const known = new Set(old);
    const shared = young!.filter((value) => known.has(value)).length;
    if (shared * 2 >= fewest && shared > (best?.shared ?? 0)) best = { column, shared };
  }
  return best?.column;
}

function changed(was: readonly string[], now: readonly string[]): (string | undefined)[] | undefined {
  const before = Array.from({ length: Math.max(was.length, now.length) }, (_, at) => {
    const old = was[at] ?? '';
    return old === (now[at] ?? '') ? undefined : old;
  });
  return before.some((cell) => cell !== undefined) ? before : undefined;
}
