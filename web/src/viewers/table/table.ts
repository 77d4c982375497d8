// Rows and cells as text, whatever file they came from.
import { MOST_CELL_CHARS, MOST_CELLS, MOST_COLUMNS } from '../limits';
import { Unshown } from '../view';

export interface Sheet {
  name: string;
  rows: readonly (readonly string[])[];
  columns: number;
  /** Numbers of the rows whose cells are not as many as the first row's, as far as text tables go. */
  ragged: readonly number[];
  /** More rows are in the file than these. */
  cut: boolean;
  /** More columns are. */
  narrow: boolean;
  /** Cells that hold more than is shown. */
  shortened: number;
}

export interface Table {
  sheets: readonly Sheet[];
}

export function limited(name: string, rows: readonly (readonly string[])[], most = MOST_CELLS): Sheet {
  const kept: (readonly string[])[] = [];
  const first = rows[0]?.length ?? 0;
  const ragged: number[] = [];
  let cells = 0;
  let narrow = false;
  let shortened = 0;
  const short = (cell: string) => {
    if (cell.length <= MOST_CELL_CHARS) return cell;
    shortened += 1;
    return `${cell.slice(0, MOST_CELL_CHARS)}…`;
  };
  for (const row of rows) {
    cells += row.length;
    if (cells > most) break;
    narrow ||= row.length > MOST_COLUMNS;
    if (row.length !== first) ragged.push(kept.length + 1);
    kept.push(row.slice(0, MOST_COLUMNS).map(short));
  }
  if (kept.length === 0 && rows.length > 0) throw new Unshown('too_big', `${first}`);
  const columns = kept.reduce((widest, row) => Math.max(widest, row.length), 0);
  return { name, rows: kept, columns, ragged, cut: kept.length < rows.length, narrow, shortened };
}
