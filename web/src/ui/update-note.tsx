// A newer version is ready: said in words, taken when the person chooses, never over a half-written text.
import { Button } from '@mantine/core';
import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { shellUpdate } from '../shell-update';
import css from './update-note.module.css';

export function UpdateNote() {
  const { t } = useTranslation();
  const ready = useSyncExternalStore(shellUpdate.subscribe, shellUpdate.ready);
  if (!ready) return null;
  return (
    <div className={css.note} role="status">
      <span>{t('update.ready')}</span>
      <Button size="compact-md" onClick={shellUpdate.take}>
        {t('update.take')}
      </Button>
    </div>
  );
}
