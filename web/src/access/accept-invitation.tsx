// The door an invitation opens. The token stays in the fragment of the address; it is sent nowhere but to the
// operations of the invitation, and goes from the address bar once it is spent.
import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answer, api } from '../api/client';
import type { InvitationPreview } from '../api/types';
import { currentLocale } from '../i18n/locale';
import { Failure, Form, Submit, useAct } from '../ui/form';
import { Loading, Trouble } from '../ui/states';
import { times } from '../ui/time';
import { deviceTimeZone } from './device';
import { Gate } from './gate';
import { JoinCluster } from './join-cluster';
import { session, signedIn } from './session';
import SignIn from './sign-in';
import { TimeZoneSelect } from './time-zone-select';

export default function AcceptInvitation() {
  const { t } = useTranslation();
  const [token] = useState(() => location.hash.slice(1));
  const signed = session.get();
  const [signingIn, setSigningIn] = useState(false);
  const preview = useQuery({
    queryKey: ['invitation'],
    queryFn: () => answer(api.GET('/invitations/{token}', { params: { path: { token } } })),
    enabled: token !== '',
    gcTime: 0,
  });
  if (token === '') return <Gate title={t('invite.no_token_title')} words={t('invite.no_token')} children={null} />;
  if (preview.error) {
    return (
      <Gate title={t('invite.title')}>
        <Trouble of={preview.error} again={() => void preview.refetch()} />
      </Gate>
    );
  }
  if (!preview.data) {
    return (
      <Gate title={t('invite.title')}>
        <Loading />
      </Gate>
    );
  }
  if (signed.at === 'in') return <JoinCluster token={token} preview={preview.data} signed={signed} />;
  if (signed.at === 'out' && signingIn) return <SignIn state={signed} />;
  return <Accept token={token} preview={preview.data} onHasAccount={() => setSigningIn(true)} />;
}

interface AcceptProps {
  token: string;
  preview: InvitationPreview;
  onHasAccount(): void;
}

function Accept({ token, preview, onHasAccount }: AcceptProps) {
  const { t } = useTranslation();
  const [name, setName] = useState(preview.name ?? '');
  const [password, setPassword] = useState('');
  const [zone, setZone] = useState(deviceTimeZone);
  const act = useAct(async () => {
    const grant = await answer(
      api.POST('/invitations/{token}/acceptance', {
        params: { path: { token } },
        body: { name, password, locale: currentLocale(), time_zone: zone },
      }),
    );
    history.replaceState(null, '', '/');
    await signedIn(grant.person);
  });
  const until = times(currentLocale(), zone).full(preview.expires_at);
  const words =
    preview.kind === 'firm' && preview.cluster_name
      ? t('invite.firm_words', { firm: preview.firm_name, cluster: preview.cluster_name, at: until })
      : t('invite.person_words', { firm: preview.firm_name, at: until });
  return (
    <Gate title={t('invite.title')} words={words}>
      <Form onSubmit={() => void act.run()}>
        <input type="text" hidden readOnly autoComplete="username" value={preview.email} />
        <p>
          <strong>{t('field.email')}</strong> {preview.email}
        </p>
        <TextInput
          label={t('field.name')}
          autoComplete="name"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={act.fault('/name')}
        />
        <PasswordInput
          label={t('field.new_password')}
          description={t('field.password_rule')}
          autoComplete="new-password"
          visibilityToggleButtonProps={{ 'aria-label': t('field.show_password') }}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          error={act.fault('/password')}
        />
        <TimeZoneSelect
          label={t('field.time_zone')}
          value={zone}
          onChange={(event) => setZone(event.currentTarget.value)}
          error={act.fault('/time_zone')}
        />
        <Failure of={act.failure} fields={['/name', '/password', '/time_zone']} />
        <Submit busy={act.busy}>{t('invite.do')}</Submit>
      </Form>
      {preview.kind === 'firm' && (
        <>
          <p>{t('invite.firm_is_here')}</p>
          <Button variant="default" onClick={onHasAccount}>{t('invite.sign_in_first')}</Button>
        </>
      )}
    </Gate>
  );
}
