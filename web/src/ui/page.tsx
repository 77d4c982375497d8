// A page that is not a room: where am I, what is the state, then sections.
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useNetwork } from '../access/signed';
import { useDesk } from './desk';
import { Icon } from './icon';
import css from './page.module.css';
import { Loading } from './states';

interface PageProps {
  title: string;
  line?: string;
  back?: { to: string; label: string };
  /** On a phone it stands where the thumb is. */
  act?: ReactNode;
  /** What is done here is kept and sent later. */
  kept?: boolean;
  children: ReactNode;
}

export function Page({ title, line, back, act, kept = false, children }: PageProps) {
  const { t } = useTranslation();
  const desk = useDesk();
  const { online } = useNetwork();
  const words = useNetworkWords();
  return (
    <main className={css.page}>
      <header className={css.header}>
        {back && (
          <Link href={back.to} className={css.back} aria-label={back.label}>
            <Icon name="back" />
          </Link>
        )}
        <div className={css.heading}>
          <h1>{title}</h1>
          <p className={css.line}>{line}</p>
        </div>
        {act && desk && <div className={css.act}>{act}</div>}
        <p className={css.network} role="status">
          {words && (
            <span>
              {words}
              {!online && ` · ${t(kept ? 'state.sent_later' : 'state.needs_network')}`}
            </span>
          )}
        </p>
      </header>
      {children}
      {act && !desk && <div className={css.thumb}>{act}</div>}
    </main>
  );
}

/** The frame of a page before it is here. */
export function ComingPage() {
  return (
    <main className={css.page}>
      <div className={css.header}>
        <span className={css.blank} />
      </div>
      <Loading rows={6} />
    </main>
  );
}

interface SectionProps {
  title: string;
  count?: number | undefined;
  act?: ReactNode;
  children: ReactNode;
}

export function Section({ title, count, act, children }: SectionProps) {
  return (
    <section className={css.section} aria-label={title}>
      <div className={css.sectionHead}>
        <h2>
          {title}
          {count !== undefined && <span className="figures"> {count}</span>}
        </h2>
        {act}
      </div>
      <div className={css.sheet}>{children}</div>
    </section>
  );
}

/** Words about the network where there is something to say, else nothing. */
export function useNetworkWords(): string | undefined {
  const { t } = useTranslation();
  const { online, phase, unsent } = useNetwork();
  const waiting = unsent > 0 ? ` · ${t('net.unsent', { count: unsent })}` : '';
  if (!online) return t('net.offline') + waiting;
  if (phase === 'waiting') return t('net.reconnecting') + waiting;
  if (phase === 'polling') return t('net.polling') + waiting;
  return undefined;
}
