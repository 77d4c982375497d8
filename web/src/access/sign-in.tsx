import { Button, PasswordInput, TextInput } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answer, api } from '../api/client';
import { withTexts } from '../i18n/late';
import { couldHavePasskeys } from '../passkeys/device';
import { Failure, Form, Submit, useAct } from '../ui/form';
import { deviceName } from './device';
import { ForgotPassword } from './forgot-password';
import { Gate } from './gate';
import { signedIn, startSession, type SessionState } from './session';

const PasskeySignIn = lazy(() => withTexts(import('../passkeys/sign-in'), 'passkeys'));

export default function SignIn({ state }: { state: Extract<SessionState, { at: 'out' }> }) {
  const { t } = useTranslation();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [forgot, setForgot] = useState(false);
  const act = useAct(async () => {
    const grant = await answer(api.POST('/sessions', { body: { email, password, device_name: deviceName() } }));
    await signedIn(grant.person);
  });
  if (state.setup === 'unreachable') {
    return (
      <Gate title={t('state.unreachable')} words={t('state.unreachable_do')}>
        <Button onClick={() => void startSession()}>{t('state.again')}</Button>
      </Gate>
    );
  }
  if (forgot) return <ForgotPassword known={email} onBack={() => setForgot(false)} />;
  return (
    <Gate title={t('sign_in.title')} words={state.ended ? t('sign_in.ended') : undefined}>
      <Form onSubmit={() => void act.run()}>
        <TextInput
          label={t('field.email')}
          type="email"
          autoComplete="username"
          inputMode="email"
          required
          withAsterisk={false}
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
          error={act.fault('/email')}
        />
        <PasswordInput
          label={t('field.password')}
          autoComplete="current-password"
          required
          withAsterisk={false}
          visibilityToggleButtonProps={{ 'aria-label': t('field.show_password') }}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          error={act.fault('/password')}
        />
        <Failure of={act.failure} fields={['/email', '/password']} />
        <Submit busy={act.busy}>{t('sign_in.do')}</Submit>
      </Form>
      {couldHavePasskeys() && (
        <Suspense fallback={<div style={{ minHeight: 44 }} />}>
          <PasskeySignIn />
        </Suspense>
      )}
      <Button variant="default" onClick={() => setForgot(true)}>{t('forgot.open')}</Button>
    </Gate>
  );
}
