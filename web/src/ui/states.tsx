// The states every screen has beside its content.
import { Button } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { Refusal } from '../api/problem';
import css from './states.module.css';

export function Loading({ rows = 4 }: { rows?: number }) {
  const { t } = useTranslation();
  return (
    <div className={css.loading} data-loading role="status" aria-label={t('state.loading')}>
      {Array.from({ length: rows }, (_, at) => (
        <span key={at} />
      ))}
    </div>
  );
}

/** What will be here, and the one act that fills it. */
export function Empty({ title, children, act }: { title: string; children?: ReactNode; act?: ReactNode }) {
  return (
    <div className={css.state}>
      <p className={css.title}>{title}</p>
      {children && <p>{children}</p>}
      {act}
    </div>
  );
}

interface TroubleProps {
  of: unknown;
  again?: () => void;
  /** What may not be done and who can allow it, where that is not to look at something. */
  forbidden?: string;
}

export function Trouble({ of, again, forbidden }: TroubleProps) {
  const { t } = useTranslation();
  const retry = again && (
    <Button variant="default" onClick={again}>
      {t('state.again')}
    </Button>
  );
  if (of instanceof Refusal && (of.status === 403 || of.status === 404)) {
    return (
      <div className={css.state} role="alert">
        <p className={css.title}>{of.problem.title}</p>
        <p>{forbidden ?? (of.problem.detail || t(of.status === 404 ? 'state.no_access' : 'state.no_permission'))}</p>
        <Link href="/">{t('nowhere.home')}</Link>
      </div>
    );
  }
  if (of instanceof Refusal) {
    return (
      <div className={css.state} role="alert">
        <p className={css.title}>{of.problem.title}</p>
        <p>{of.problem.detail || t('state.later_do')}</p>
        {of.problem.request_id && <p className={css.small}>{t('state.request', { id: of.problem.request_id })}</p>}
        {retry}
      </div>
    );
  }
  return (
    <div className={css.state} role="alert">
      <p className={css.title}>{t('state.offline')}</p>
      <p>{t('state.offline_nothing_kept')}</p>
      {retry}
    </div>
  );
}

interface ShownProps<T> extends Pick<TroubleProps, 'forbidden'> {
  read: UseQueryResult<T>;
  rows?: number;
  children: (value: T) => ReactNode;
}

/** The content of a read, or the state it is in. What was kept is shown even when news cannot come. */
export function Shown<T>({ read, rows, forbidden, children }: ShownProps<T>) {
  const refused = read.error instanceof Refusal && (read.error.status === 403 || read.error.status === 404);
  if (read.data !== undefined && !refused) return <>{children(read.data)}</>;
  if (read.error) return <Trouble of={read.error} again={() => void read.refetch()} forbidden={forbidden} />;
  return <Loading rows={rows} />;
}
