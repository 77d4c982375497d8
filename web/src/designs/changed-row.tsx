// That a design was revised since the reader looked at it: what its authors say of it, and one tap to see it.
import { useTranslation } from 'react-i18next';
import type { Revision } from '../api/types';
import { ActButton } from '../ui/form';
import { useTimes } from '../ui/time';
import { submittedAfter } from './changed';
import css from './designs.module.css';

interface ChangedProps {
  /** What they looked at last. */
  seen: Revision;
  last: Revision;
  all: readonly Revision[];
  /** When they looked. */
  at: string | undefined;
  onCompare(): void;
}

export function Changed({ seen, last, all, at, onCompare }: ChangedProps) {
  const { t } = useTranslation();
  const times = useTimes();
  const noted = submittedAfter(seen.submitted_seq ?? 0, all).filter(({ change_note }) => change_note);
  return (
    <section className={css.changed} aria-label={t('designs.since', { before: seen.label, after: last.label })}>
      <p>
        <strong>{t('designs.since', { before: seen.label, after: last.label })}</strong>
        <span className={css.note}>{t('designs.since_words', { label: seen.label, at: at ? times.full(at) : '' })}</span>
      </p>
      {noted.length > 0 && (
        <ul>
          {noted.map(({ id, label, change_note }) => (
            <li key={id}>
              <span className={css.label}>{label}</span>
              <span className={css.words}>{change_note}</span>
            </li>
          ))}
        </ul>
      )}
      <ActButton variant="default" onClick={onCompare}>
        {t('designs.since_do', { before: seen.label, after: last.label })}
      </ActButton>
    </section>
  );
}
