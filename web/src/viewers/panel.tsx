import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ViewIcon } from './icons';
import css from './panel.module.css';

interface PanelProps {
  label: string;
  title: string;
  /** Shows all that is hidden; absent when nothing is. */
  onAll?: (() => void) | undefined;
  all: string;
  children: ReactNode;
}

export function Panel({ label, title, onAll, all, children }: PanelProps) {
  return (
    <section className={css.panel} aria-label={label}>
      <div className={css.head}>
        <h2 className="figures">{title}</h2>
        <button type="button" disabled={!onAll} onClick={onAll}>
          {all}
        </button>
      </div>
      <ul className={css.list}>{children}</ul>
    </section>
  );
}

export function Eye({ shown, label, onToggle }: { shown: boolean; label: string; onToggle(): void }) {
  return (
    <button type="button" className={css.eye} aria-pressed={shown} aria-label={label} onClick={onToggle}>
      <ViewIcon name={shown ? 'eye' : 'hidden'} />
    </button>
  );
}

interface LayerListProps {
  names: readonly { name: string; shown: string }[];
  hidden: ReadonlySet<string>;
  onHidden(hidden: ReadonlySet<string>): void;
}

export function LayerRows({ names, hidden, onHidden }: LayerListProps) {
  const { t } = useTranslation();
  const toggle = (name: string) => {
    const next = new Set(hidden);
    if (!next.delete(name)) next.add(name);
    onHidden(next);
  };
  return names.map(({ name, shown }) => (
    <li key={name} className={css.row}>
      <span className={css.name} data-hidden={hidden.has(name) || undefined}>
        {shown}
      </span>
      <Eye shown={!hidden.has(name)} label={t('viewers.dxf.show', { name: shown })} onToggle={() => toggle(name)} />
    </li>
  ));
}
