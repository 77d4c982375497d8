// Signs in by a passkey of this device, without an address.
import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { deviceName } from '../access/device';
import { signedIn } from '../access/session';
import { answer, api } from '../api/client';
import { Failure, useAct } from '../ui/form';
import { useOnline } from '../ui/online';
import { askPasskey } from './device';
import css from './passkeys.module.css';
import { useAvailable } from './reads';

export default function PasskeySignIn() {
  const { t } = useTranslation();
  const online = useOnline();
  const available = useAvailable();
  const act = useAct(async () => {
    const { challenge_id, options } = await answer(api.POST('/sessions/passkey-challenges', { body: {} }));
    const credential = await askPasskey(options);
    const grant = await answer(api.POST('/sessions/passkeys', { body: { challenge_id, credential, device_name: deviceName() } }));
    await signedIn(grant.person);
  });
  if (!available) return available === false ? null : <div className={css.place} />;
  return (
    <>
      <Button variant="default" loading={act.busy} disabled={!online} onClick={() => void act.run()}>
        {t('passkeys.sign_in')}
      </Button>
      <Failure of={act.failure} />
    </>
  );
}
