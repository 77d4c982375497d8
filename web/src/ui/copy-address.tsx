// Copies the address of a thing in the project, to be pasted into a message or a mail.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import css from './copy-address.module.css';
import { Icon } from './icon';

export function CopyAddress({ path }: { path: string }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  const copy = () => void navigator.clipboard.writeText(location.origin + path).then(() => setCopied(true));
  return (
    <button type="button" className={css.copy} onClick={copy} aria-live="polite">
      <Icon name={copied ? 'check' : 'copy'} size={16} />
      {copied ? t('invite.copied') : t('invite.copy')}
    </button>
  );
}
