// A chosen file: how far it is, to be paused, to be taken out again.
import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Icon } from '../ui/icon';
import { sizeIn } from '../viewers/facts';
import css from './designs.module.css';
import type { Chosen, Uploads } from './use-uploads';

export function ChosenRow({ file, uploads }: { file: Chosen; uploads: Uploads }) {
  const { t, i18n } = useTranslation();
  const percent = file.bytes === 0 ? 100 : Math.floor((file.sent / file.bytes) * 100);
  const words = {
    sending: t('designs.sending', { percent }),
    paused: t('designs.paused'),
    sent: sizeIn(file.bytes, i18n.language),
    failed: t('designs.failed'),
  }[file.state];
  return (
    <li data-state={file.state}>
      <span className={css.name}>{file.name}</span>
      <span className={css.how} role={file.state === 'failed' ? 'alert' : undefined}>
        {words}
      </span>
      {file.state === 'sending' && <progress max={100} value={percent} aria-label={file.name} />}
      {(file.state === 'sending' || file.state === 'paused') && (
        <Button variant="subtle" size="compact-sm" onClick={() => uploads.toggle(file.key)}>
          {t(file.state === 'paused' ? 'designs.go_on' : 'designs.pause')}
        </Button>
      )}
      <button type="button" className={css.remove} aria-label={t('designs.remove', { name: file.name })} onClick={() => uploads.remove(file.key)}>
        <Icon name="close" size={16} />
      </button>
    </li>
  );
}
