// Rows of cells, of which only those in sight are drawn. A cell that is pressed is read whole.
import { useRef, useState, type CSSProperties } from 'react';
import { useTranslation } from 'react-i18next';
import { useDesk } from '../../ui/desk';
import css from './grid.module.css';

export interface GridRow {
  key: number | string;
  cells: readonly string[];
  state?: 'added' | 'removed' | 'changed';
  /** What stood in the cells that have changed. */
  before?: readonly (string | undefined)[];
}

interface GridProps {
  label: string;
  head: readonly string[];
  rows: readonly GridRow[];
  columns: number;
  onRead(cell: string): void;
}

const BEYOND = 8;

export function Grid({ label, head, rows, columns, onRead }: GridProps) {
  const { t } = useTranslation();
  const height = useDesk() ? 30 : 40;
  const scroll = useRef<HTMLDivElement>(null);
  const [first, setFirst] = useState(0);
  const shown = Math.ceil(1600 / height);
  const from = Math.max(0, first - BEYOND);
  const seen = rows.slice(from, first + shown + BEYOND);
  const style = { '--columns': widths(head, rows, columns), '--row': `${height}px` } as CSSProperties;
  return (
    <div
      ref={scroll}
      className={css.scroll}
      style={style}
      role="table"
      aria-label={label}
      aria-rowcount={rows.length + 1}
      tabIndex={0}
      onScroll={() => setFirst(Math.floor(scroll.current!.scrollTop / height))}
    >
      <div className={css.head} role="row" aria-rowindex={1}>
        <span role="columnheader" className={css.number} aria-label={t('viewers.table.row')} />
        {Array.from({ length: columns }, (_, at) => (
          <span key={at} role="columnheader" title={head[at]}>
            {head[at]}
          </span>
        ))}
      </div>
      <div className={css.rows} style={{ height: rows.length * height }} role="rowgroup">
        {seen.map((row, at) => (
          <div key={row.key} className={css.row} role="row" aria-rowindex={from + at + 2} data-state={row.state} data-alone={isAlone(row.cells) || undefined} style={{ top: (from + at) * height }}>
            <span role="rowheader" className={css.number}>
              {row.key}
            </span>
            {Array.from({ length: columns }, (_, column) => (
              <Cell key={column} now={row.cells[column] ?? ''} before={row.before?.[column]} onRead={onRead} />
            ))}
          </div>
        ))}
      </div>
    </div>
  );
}

function Cell({ now, before, onRead }: { now: string; before: string | undefined; onRead(cell: string): void }) {
  const { t } = useTranslation();
  const changed = before !== undefined;
  const whole = changed ? `${now} · ${t('viewers.compare.was', { value: before })}` : now;
  const number = /^-?[\d,]+(\.\d+)?%?$/.test(now);
  return (
    <span role="cell" title={whole} data-number={number || undefined} data-changed={changed || undefined} onClick={() => onRead(whole)}>
      {changed && <del>{before}</del>}
      {changed ? <ins>{now}</ins> : now}
    </span>
  );
}

/** A title in a row of its own: it runs over the empty cells behind it, and widens no column. */
const isAlone = (cells: readonly string[]) => Boolean(cells[0]) && cells.slice(1).every((cell) => !cell);

/** Wide enough for most of what stands in a column. */
function widths(head: readonly string[], rows: readonly GridRow[], columns: number): string {
  const sample = rows.filter(({ cells }) => columns === 1 || !isAlone(cells)).slice(0, 200);
  const width = (at: number) => {
    const lengths = [head[at] ?? '', ...sample.map((row) => `${row.before?.[at] ?? ''} ${row.cells[at] ?? ''}`.trim())].map(breadth);
    return Math.min(36, Math.max(5, ...lengths) + 2);
  };
  return Array.from({ length: columns }, (_, at) => `${width(at) / 2}rem`).join(' ');
}

/** Letters of the East are nearly as wide as two of the West. */
const breadth = (text: string) => [...text].reduce((sum, char) => sum + (char.codePointAt(0)! > 0x1100 ? 1.8 : 1), 0);
