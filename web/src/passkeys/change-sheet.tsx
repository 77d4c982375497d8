// Gives a passkey another name, or removes it.
import { Button, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answer, api } from '../api/client';
import type { Passkey } from '../api/types';
import { Failure, Form, Submit, useAct } from '../ui/form';
import { useOnline } from '../ui/online';
import { Sheet } from '../ui/sheet';
import css from './passkeys.module.css';

export default function ChangePasskey({ passkey, onClose }: { passkey: Passkey; onClose(): void }) {
  const { t } = useTranslation();
  const online = useOnline();
  const queries = useQueryClient();
  const [name, setName] = useState(passkey.name);
  const params = { path: { passkey_id: passkey.id } };
  const done = async () => {
    await queries.invalidateQueries({ queryKey: ['passkeys'] });
    onClose();
  };
  const rename = useAct(async () => {
    await answer(api.PATCH('/me/passkeys/{passkey_id}', { params, body: { name } }));
    await done();
  });
  const remove = useAct(async () => {
    await answer(api.DELETE('/me/passkeys/{passkey_id}', { params }));
    await done();
  });
  return (
    <Sheet title={passkey.name} onClose={onClose}>
      <Form onSubmit={() => void rename.run(name)}>
        <TextInput label={t('passkeys.name')} value={name} maxLength={80} onChange={(event) => setName(event.currentTarget.value)} error={rename.fault('/name')} />
        <p className={css.quiet}>{t('passkeys.remove_words')}</p>
        <Button variant="outline" color="red" loading={remove.busy} disabled={!online} onClick={() => void remove.run()}>
          {t('passkeys.remove')}
        </Button>
        <Failure of={remove.failure ?? rename.failure} fields={['/name']} />
        <Submit busy={rename.busy} disabled={name.trim() === ''}>
          {t('passkeys.save')}
        </Submit>
      </Form>
    </Sheet>
  );
}
