// Rows and cells as text, whatever file they came from.
import { MOST_CELLS } from '../limits';

export interface Sheet {
  name: string;
  rows: readonly (readonly string[])[];
  columns: number;
  /** Numbers of the rows whose cells are not as many as the first row's, as far as text tables go. */
  ragged: readonly number[];
  /** More rows are in the file than these. */
  cut: boolean;
}

export interface Table {
  sheets: readonly Sheet[];
}

export function limited(name: string, rows: readonly (readonly string[])[], most = MOST_CELLS): Sheet {
  const kept: (readonly string[])[] = [];
  let cells = 0;
  for (const row of rows) {
    cells += row.length;
    if (cells > most) break;
    kept.push(row);
  }
  const first = kept[0]?.length ?? 0;
  return {
    name,
    rows: kept,
    columns: kept.reduce((widest, row) => Math.max(widest, row.length), 0),
    ragged: kept.flatMap((row, at) => (row.length === first ? [] : [at + 1])),
    cut: kept.length < rows.length,
  };
}
