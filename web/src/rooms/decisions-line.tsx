// The decisions that stand, in a line under the header; all of them one tap away.
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Decision, Snapshot } from '../api/types';
import { Icon } from '../ui/icon';
import css from './decisions-line.module.css';
import type { Who } from './who';

const DecisionsSheet = lazy(() => import('./decisions-sheet'));

export function standingIn(state: Snapshot): Decision[] {
  return (state.decisions ?? []).filter((decision) => decision.closed_seq === undefined);
}

interface DecisionsLineProps {
  standing: readonly Decision[];
  state: Snapshot;
  who: Who;
}

/** It lies over the top of the stream, so that nothing moves when the first decision is made. */
export function DecisionsLine({ standing, state, who }: DecisionsLineProps) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const last = standing.at(-1);
  if (!last) return null;
  return (
    <>
      <button type="button" className={css.line} onClick={() => setOpen(true)} aria-haspopup="dialog">
        <Icon name="pin" size={16} />
        <strong>{t('decisions.line', { count: standing.length })}</strong>
        <span className={css.last}>{last.title}</span>
        <Icon name="next" size={14} />
      </button>
      {open && (
        <Suspense>
          <DecisionsSheet state={state} who={who} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
