// Copies the address of a thing in the project, to be pasted into a message or a mail.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import css from './copy-address.module.css';
import { Icon } from './icon';

export function CopyAddress({ path }: { path: string }) {
  const { t } = useTranslation();
  const [state, setState] = useState<'copied' | 'shown'>();
  const address = location.origin + path;
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(address);
      setState('copied');
    } catch {
      // Where the browser gives no clipboard, such as without TLS, the address can be selected.
      setState('shown');
    }
  };
  return (
    <>
      <button type="button" className={css.copy} onClick={() => void copy()} aria-live="polite">
        <Icon name={state === 'copied' ? 'check' : 'copy'} />
        {state === 'copied' ? t('act.copied') : t('act.copy_address')}
      </button>
      {state === 'shown' && <code className={css.address}>{address}</code>}
    </>
  );
}
