// What a screen is for, in reach: above it on a desk, where the thumb is on a phone. What is rarer is one tap behind.
import { Button } from '@mantine/core';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import css from './acts.module.css';
import { useDesk } from './desk';
import { Icon } from './icon';
import type { RareAct } from './more-sheet';
import { Offline } from './offline';

const MoreSheet = lazy(() => import('./more-sheet'));

interface ActsProps {
  children: ReactNode;
  more?: readonly RareAct[];
  /** What is done here is kept and sent later. */
  kept?: boolean;
  /** It stays where it is, on a phone too. */
  inline?: boolean;
}

export function Acts({ children, more = [], kept = false, inline = false }: ActsProps) {
  const { t } = useTranslation();
  const desk = useDesk();
  const [open, setOpen] = useState(false);
  return (
    <div className={css.acts} data-place={desk || inline ? 'inline' : 'thumb'}>
      <Offline kept={kept} />
      <div className={css.row}>
        {children}
        {more.length > 0 && (
          <Button variant="default" className={css.more} aria-label={t('act.more')} aria-haspopup="dialog" onClick={() => setOpen(true)}>
            {desk ? t('act.more') : <Icon name="more" />}
          </Button>
        )}
      </div>
      {open && (
        <Suspense>
          <MoreSheet acts={more} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </div>
  );
}
