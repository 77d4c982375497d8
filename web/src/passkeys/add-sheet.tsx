// Adds a passkey: the password again, then the device.
import { TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { deviceName } from '../access/device';
import { answer, api } from '../api/client';
import { Failure, Form, Submit, useAct } from '../ui/form';
import { Secret } from '../ui/secret';
import { Sheet } from '../ui/sheet';
import { makePasskey } from './device';
import css from './passkeys.module.css';

export default function AddPasskey({ onClose }: { onClose(): void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [current_password, setPassword] = useState('');
  const [name, setName] = useState(() => deviceName());
  const act = useAct(async () => {
    const { challenge_id, options } = await answer(api.POST('/me/passkeys/challenges', { body: { current_password } }));
    const credential = await makePasskey(options);
    await answer(api.POST('/me/passkeys', { body: { challenge_id, credential, name } }));
    await queries.invalidateQueries({ queryKey: ['passkeys'] });
    onClose();
  });
  return (
    <Sheet title={t('passkeys.add')} onClose={onClose}>
      <Form onSubmit={() => void act.run()}>
        <p className={css.quiet}>{t('passkeys.add_words')}</p>
        <TextInput label={t('passkeys.name')} value={name} maxLength={80} onChange={(event) => setName(event.currentTarget.value)} error={act.fault('/name')} />
        <Secret label={t('passkeys.password')} value={current_password} onChange={setPassword} wrong={act.fault('/current_password')} />
        <Failure of={act.failure} fields={['/name', '/current_password']} />
        <Submit busy={act.busy} disabled={current_password === '' || name.trim() === ''}>
          {t('passkeys.add_do')}
        </Submit>
      </Form>
    </Sheet>
  );
}
