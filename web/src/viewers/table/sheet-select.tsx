import { useTranslation } from 'react-i18next';
import css from './sheet-select.module.css';

interface SheetSelectProps {
  names: readonly string[];
  at: number;
  onChoose(at: number): void;
}

/** Which sheet of a table is looked at, where it has several. */
export function SheetSelect({ names, at, onChoose }: SheetSelectProps) {
  const { t } = useTranslation();
  if (names.length < 2) return null;
  return (
    <select className={css.sheets} value={at} aria-label={t('viewers.table.sheet')} onChange={(event) => onChoose(Number(event.target.value))}>
      {names.map((name, index) => (
        <option key={index} value={index}>
          {name}
        </option>
      ))}
    </select>
  );
}
