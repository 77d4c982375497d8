// The parts of a model by name: each can be hidden, or shown alone.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ViewIcon } from '../icons';
import { Eye, Panel } from '../panel';
import panel from '../panel.module.css';
import css from './model.module.css';
import { meshesOf, type Part } from './model';

interface PartsProps {
  root: Part;
  hidden: ReadonlySet<number>;
  onHidden(hidden: ReadonlySet<number>): void;
}

export function PartsTree({ root, hidden, onHidden }: PartsProps) {
  const { t } = useTranslation();
  const all = meshesOf(root);
  return (
    <Panel
      label={t('viewers.model.parts')}
      title={t('viewers.model.parts_count', { count: all.length })}
      all={t('viewers.model.all')}
      onAll={hidden.size > 0 ? () => onHidden(new Set()) : undefined}
    >
      <Branch part={root} depth={0} all={all} hidden={hidden} onHidden={onHidden} />
    </Panel>
  );
}

interface BranchProps extends Omit<PartsProps, 'root'> {
  part: Part;
  depth: number;
  all: readonly number[];
}

const OPEN_DEPTH = 2;

function Branch({ part, depth, all, hidden, onHidden }: BranchProps) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(depth < OPEN_DEPTH);
  const own = meshesOf(part);
  const shown = own.some((mesh) => !hidden.has(mesh));
  const name = part.name || t('viewers.model.unnamed');
  const toggle = () => {
    const next = new Set(hidden);
    for (const mesh of own) if (shown) next.add(mesh); else next.delete(mesh);
    onHidden(next);
  };
  const only = () => onHidden(new Set(all.filter((mesh) => !own.includes(mesh))));
  return (
    <li>
      <div className={panel.row} style={{ paddingInlineStart: 12 + depth * 16 }}>
        {part.children.length > 0 ? (
          <button type="button" className={css.fold} aria-expanded={open} aria-label={name} onClick={() => setOpen(!open)}>
            <ViewIcon name={open ? 'down' : 'next'} />
          </button>
        ) : (
          <span className={css.fold} />
        )}
        <button type="button" className={panel.name} data-hidden={!shown || undefined} title={t('viewers.model.only', { name })} onClick={only}>
          {name}
        </button>
        <Eye shown={shown} label={t('viewers.model.show', { name })} onToggle={toggle} />
      </div>
      {open && part.children.length > 0 && (
        <ul>
          {part.children.map((child, at) => (
            <Branch key={at} part={child} depth={depth + 1} all={all} hidden={hidden} onHidden={onHidden} />
          ))}
        </ul>
      )}
    </li>
  );
}
