// Leaving this device: what was not yet sent would be lost, so that is said first.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { signOut } from '../access/session';
import { useNetwork } from '../access/signed';
import { ActButton, Failure, useAct } from '../ui/form';
import css from './me.module.css';

export function SignOut() {
  const { t } = useTranslation();
  const { unsent, refused } = useNetwork();
  const [sure, setSure] = useState(false);
  const act = useAct(() => signOut());
  const lost = unsent + refused;
  return (
    <div className={css.out}>
      {sure && lost > 0 && <p role="alert">{t('me.sign_out_loses', { count: lost })}</p>}
      <ActButton
        variant="outline"
        color="red"
        loading={act.busy}
        onClick={() => (lost > 0 && !sure ? setSure(true) : void act.run())}
      >
        {sure && lost > 0 ? t('me.sign_out_anyway') : t('me.sign_out')}
      </ActButton>
      <Failure of={act.failure} />
    </div>
  );
}
