// The clause by which signatures have their effect: read and accepted once, with the first signature under a charter.
import { Checkbox } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { ClauseToAccept } from '../api/types';
import css from './decide.module.css';

interface ClauseProps {
  clause: ClauseToAccept;
  project_id: string;
  accepted: boolean;
  onAccept(yes: boolean): void;
}

export function Clause({ clause, project_id, accepted, onAccept }: ClauseProps) {
  const { t } = useTranslation();
  return (
    <fieldset className={css.clause}>
      <legend>{t('approvals.clause.title', { clause: clause.clause })}</legend>
      <p className={css.clauseWords}>{clause.text}</p>
      <p className={css.quiet}>
        {t('approvals.clause.once')} <Link href={`/projects/${project_id}/charter`}>{t('approvals.clause.look', { number: clause.charter_number })}</Link>
      </p>
      <Checkbox label={t('approvals.clause.accept')} checked={accepted} onChange={(event) => onAccept(event.currentTarget.checked)} />
    </fieldset>
  );
}
