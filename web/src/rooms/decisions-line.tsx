// The decisions that stand, in a line under the header; all of them one tap away.
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RoomView } from '../sync/room';
import { Icon } from '../ui/icon';
import css from './decisions-line.module.css';
import type { Who } from './who';

const DecisionsSheet = lazy(() => import('./decisions-sheet'));

export function DecisionsLine({ room, who }: { room: RoomView; who: Who }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const standing = (room.state?.decisions ?? []).filter((decision) => decision.closed_seq === undefined);
  const last = standing.at(-1);
  if (!last || !room.state) return null;
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
          <DecisionsSheet state={room.state} who={who} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
