// The door that a link to a new password opens. As with invitations its token stays in the fragment of the address.
import { Button, PasswordInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answer, api } from '../api/client';
import { Failure, Form, Submit, useAct } from '../ui/form';
import { Gate } from './gate';

export default function ResetPassword() {
  const { t } = useTranslation();
  const [token] = useState(() => location.hash.slice(1));
  const [new_password, setPassword] = useState('');
  const [done, setDone] = useState(false);
  const act = useAct(async () => {
    await answer(api.PUT('/password-resets/{token}', { params: { path: { token } }, body: { new_password } }));
    history.replaceState(null, '', '/reset');
    setDone(true);
  });
  // A whole new page: whoever was signed in on this device is not any more.
  const home = <Button component="a" href="/">{t('forgot.to_sign_in')}</Button>;
  if (done) return <Gate title={t('forgot.done_title')} words={t('forgot.done')}>{home}</Gate>;
  if (token === '') return <Gate title={t('forgot.no_token_title')} words={t('invite.no_token')}>{home}</Gate>;
  return (
    <Gate title={t('forgot.choose_title')} words={t('forgot.choose')}>
      <Form onSubmit={() => void act.run()}>
        <PasswordInput
          label={t('field.new_password')}
          description={t('field.password_rule')}
          autoComplete="new-password"
          visibilityToggleButtonProps={{ 'aria-label': t('field.show_password') }}
          value={new_password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          error={act.fault('/new_password')}
        />
        <Failure of={act.failure} fields={['/new_password']} />
        <Submit busy={act.busy}>{t('forgot.choose_do')}</Submit>
      </Form>
      <a href="/">{t('forgot.again')}</a>
    </Gate>
  );
}
