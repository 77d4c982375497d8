// Which files differ between two revisions, above the one that is compared.
import { useTranslation } from 'react-i18next';
import type { Revision, RevisionFile } from '../api/types';
import { visible } from '../viewers/facts';
import type { Between } from './changed';
import css from './designs.module.css';

interface DiffersProps {
  of: Between;
  since: Revision;
  revision: Revision;
  /** The one that is on the screen. */
  file: RevisionFile;
  onFile(file: RevisionFile): void;
}

export function Differs({ of: { changed, added, removed }, since, revision, file, onFile }: DiffersProps) {
  const { t } = useTranslation();
  const files = [...changed.map((pair) => ({ file: pair.file, how: 'changed' as const })), ...added.map((each) => ({ file: each, how: 'added' as const }))];
  return (
    <div className={css.differs}>
      <strong>{t('designs.since', { before: since.label, after: revision.label })}</strong>
      {files.length === 0 && removed.length === 0 && <span>{t('designs.since_same')}</span>}
      {files.map(({ file: each, how }) => (
        <button key={each.file_id} type="button" aria-pressed={each.file_id === file.file_id} onClick={() => onFile(each)}>
          {t(`designs.since_${how}`, { name: visible(each.name) })}
        </button>
      ))}
      {removed.map((each) => (
        <span key={each.file_id}>{t('designs.since_removed', { name: visible(each.name) })}</span>
      ))}
    </div>
  );
}
