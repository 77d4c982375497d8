import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Bar, Gap, Readout, SaveTool, Strip } from '../bar';
import { unshown, type ViewProps } from '../view';
import { Grid, type GridRow } from './grid';
import { openTable } from './open-table';
import { SheetSelect } from './sheet-select';
import type { Sheet, Table } from './table';
import css from './table-view.module.css';

export default function TableView({ file, name, kind, onShown, onFailed }: ViewProps) {
  const { t } = useTranslation();
  const [table, setTable] = useState<Table>();
  const [at, setAt] = useState(0);
  const [read, setRead] = useState('');

  useEffect(() => {
    const stop = new AbortController();
    openTable(file, kind.format, stop.signal).then(
      (opened) => {
        setTable(opened);
        onShown({ count: opened.sheets.some((each) => each.rows.length > 0) ? opened.sheets.length : 0 });
      },
      (error: unknown) => !stop.signal.aborted && onFailed(unshown(error)),
    );
    return () => stop.abort();
  }, [file, kind, onShown, onFailed]);

  const sheet = table?.sheets[at];
  if (!sheet) return null;
  return (
    <>
      <Notes sheet={sheet} text={kind.format !== 'XLSX'} />
      <Grid key={at} label={sheet.name || name} {...headed(sheet)} columns={sheet.columns} onRead={setRead} />
      {read && (
        <Strip label={t('viewers.table.row')}>
          <p className={css.read}>{read}</p>
        </Strip>
      )}
      <Bar>
        <SheetSelect names={table.sheets.map(({ name: sheetName }) => sheetName)} at={at} onChoose={setAt} />
        <Gap />
        <Readout label={t('viewers.table.sheet')}>{t('viewers.table.size', { rows: sheet.rows.length, columns: sheet.columns })}</Readout>
        <Gap />
        <SaveTool file={file} name={name} />
      </Bar>
    </>
  );
}

/** The first row heads the columns where it names more than one of them; else they have letters, as in every sheet. */
function headed({ rows, columns }: Sheet): { head: readonly string[]; rows: GridRow[] } {
  const numbered = rows.map((cells, at) => ({ key: at + 1, cells }));
  const first = rows[0] ?? [];
  if (columns === 1 || first.filter(Boolean).length > 1) return { head: first, rows: numbered.slice(1) };
  return { head: Array.from({ length: columns }, (_, at) => letters(at)), rows: numbered };
}

function letters(at: number): string {
  return (at >= 26 ? letters(Math.floor(at / 26) - 1) : '') + String.fromCharCode(65 + (at % 26));
}

/** What a reader must know before trusting a column. */
function Notes({ sheet, text }: { sheet: Sheet; text: boolean }) {
  const { t } = useTranslation();
  const { ragged } = sheet;
  return (
    <>
      {sheet.cut && <p className={css.note}>{t('viewers.table.cut', { rows: sheet.rows.length })}</p>}
      {sheet.narrow && <p className={css.note}>{t('viewers.table.narrow', { columns: sheet.columns })}</p>}
      {sheet.shortened > 0 && <p className={css.note}>{t('viewers.table.shortened', { count: sheet.shortened })}</p>}
      {text && ragged.length > 0 && (
        <p className={css.note}>
          {t('viewers.table.ragged', { count: ragged.length, rows: ragged.slice(0, 8).join(', ') + (ragged.length > 8 ? ' …' : '') })}
        </p>
      )}
    </>
  );
}
