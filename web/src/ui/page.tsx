// A page that is not a room: where am I, what is the state, then sections.
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useNetwork } from '../access/signed';
import { Icon } from './icon';
import css from './page.module.css';

interface PageProps {
  title: string;
  /** One line under the title; the state of the network takes its place when there is something to say. */
  line?: string;
  back?: { to: string; label: string };
  act?: ReactNode;
  children: ReactNode;
}

export function Page({ title, line, back, act, children }: PageProps) {
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
          <p className={css.line} role="status">
            {words ?? line}
          </p>
        </div>
        {act && <div className={css.act}>{act}</div>}
      </header>
      {children}
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
