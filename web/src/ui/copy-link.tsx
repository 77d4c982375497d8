// Copies an invitation's link: asked for when wanted, never kept.
import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ActButton, Failure, useAct } from './form';

interface CopyLinkProps {
  fetch(): Promise<{ url: string }>;
  /** Names what the link is for, for those who hear the screen. */
  label: string;
  /** Shows the link at once, for a sheet that has just made it. */
  open?: boolean;
}

export function CopyLink({ fetch, label, open = false }: CopyLinkProps) {
  const { t } = useTranslation();
  const [shown, setShown] = useState<string>();
  const [copied, setCopied] = useState(false);
  const act = useAct(async () => {
    const { url } = await fetch();
    setShown(url);
    setCopied(await navigator.clipboard.writeText(url).then(() => true, () => false));
  });
  return (
    <>
      {(open || !copied) && shown && (
        <TextInput readOnly size="sm" value={shown} aria-label={t('invite.link')} onFocus={(event) => event.currentTarget.select()} />
      )}
      <ActButton
        variant="default"
        loading={act.busy}
        aria-label={`${label}: ${copied ? t('invite.copied') : t('invite.copy')}`}
        onClick={() => void act.run()}
      >
        {copied ? t('invite.copied') : t('invite.copy')}
      </ActButton>
      <Failure of={act.failure} />
    </>
  );
}
