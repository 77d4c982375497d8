// Two tables as the rows that were added, removed or changed.
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Bar, Gap, Readout, Strip } from '../bar';
import { Grid, type GridRow } from '../table/grid';
import { openTable } from '../table/open-table';
import { SheetSelect } from '../table/sheet-select';
import type { Table } from '../table/table';
import { unshown } from '../view';
import css from './compare.module.css';
import type { ComparedProps } from './compared';
import { diffSheets, type Diff } from './diff';

export default function TablesCompare({ before, after, onShown, onFailed }: ComparedProps) {
  const { t } = useTranslation();
  const [tables, setTables] = useState<readonly [Table, Table]>();
  const [at, setAt] = useState(0);
  const [read, setRead] = useState('');

  useEffect(() => {
    const stop = new AbortController();
    Promise.all([openTable(before.file, before.kind.format, stop.signal), openTable(after.file, after.kind.format, stop.signal)]).then(
      (opened) => {
        setTables(opened);
        onShown({ count: 2 });
      },
      (error: unknown) => !stop.signal.aborted && onFailed(unshown(error)),
    );
    return () => stop.abort();
  }, [before, after, onShown, onFailed]);

  const names = useMemo(() => [...new Set(tables?.flatMap(({ sheets }) => sheets.map(({ name }) => name)))], [tables]);
  const name = names[at];
  const diff = useMemo(() => {
    const [old, young] = (tables ?? []).map(({ sheets }) => sheets.find((sheet) => sheet.name === name));
    return diffSheets(old, young);
  }, [tables, name]);
  if (!tables) return null;
  return (
    <>
      {diff.rows.length === 0 ? (
        <p className={css.same}>{t('viewers.compare.no_change')}</p>
      ) : (
        <Grid key={at} label={t('viewers.compare.title')} head={['', ...diff.head]} rows={rowsOf(diff)} columns={1 + widest(diff)} onRead={setRead} />
      )}
      {read && (
        <Strip label={t('viewers.table.row')}>
          <p className={css.read}>{read}</p>
        </Strip>
      )}
      <Bar>
        <SheetSelect names={names} at={at} onChoose={setAt} />
        <Gap />
        <Readout label={t('viewers.compare.title')}>{t('viewers.compare.unchanged', { count: diff.unchanged })}</Readout>
      </Bar>
    </>
  );

  function rowsOf({ rows }: Diff): GridRow[] {
    return rows.map(({ state, row, cells, before: old }) => ({
      key: state === 'removed' ? `−${row}` : row,
      state,
      cells: [t(`viewers.compare.${state}`), ...cells],
      before: [undefined, ...old],
    }));
  }
}

const widest = ({ head, rows }: Diff) => rows.reduce((columns, { cells }) => Math.max(columns, cells.length), head.length);
