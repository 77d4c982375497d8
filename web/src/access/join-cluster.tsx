// Somebody who is signed in opened an invitation: their own firm joins the cluster, or they make way for a new account.
import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answer, api } from '../api/client';
import type { InvitationPreview, Membership } from '../api/types';
import { Failure, Form, Submit, useAct } from '../ui/form';
import { Gate } from './gate';
import { signOut, type Signed } from './session';

interface JoinClusterProps {
  token: string;
  preview: InvitationPreview;
  signed: Signed;
}

export function JoinCluster({ token, preview, signed: { person } }: JoinClusterProps) {
  const { t } = useTranslation();
  const [joined, setJoined] = useState<Membership>();
  const cluster = preview.kind === 'firm' ? preview.cluster_name : undefined;
  const join = useAct(async (key) => {
    const membership = await answer(
      api.POST('/invitations/{token}/membership', {
        params: { path: { token }, header: { 'Idempotency-Key': key } },
        body: {},
      }),
    );
    history.replaceState(null, '', '/invite');
    setJoined(membership);
  });
  if (joined) {
    return (
      <Gate title={t('invite.joined_title')} words={t('invite.joined', { firm: person.firm_name, cluster: joined.cluster_name })}>
        <Button component="a" href="/firms">{t('invite.to_firms')}</Button>
      </Gate>
    );
  }
  if (cluster === undefined || person.role !== 'admin') {
    const words = cluster === undefined ? t('invite.signed_in', { name: person.name }) : t('invite.not_admin', { firm: person.firm_name });
    return (
      <Gate title={t('invite.signed_in_title')} words={words}>
        <Leave token={token} />
      </Gate>
    );
  }
  return (
    <Gate title={t('invite.join_title', { cluster })} words={t('invite.join_words', { name: person.name, firm: person.firm_name })}>
      <Form onSubmit={() => void join.run()}>
        <Failure of={join.failure} />
        <Submit busy={join.busy}>{t('invite.join_do', { firm: person.firm_name })}</Submit>
      </Form>
      <p>{t('invite.other_firm')}</p>
      <Leave token={token} />
    </Gate>
  );
}

function Leave({ token }: { token: string }) {
  const { t } = useTranslation();
  const leave = useAct(() => signOut(`/invite#${token}`));
  return (
    <>
      <Button variant="default" onClick={() => void leave.run()} loading={leave.busy}>{t('invite.sign_out_first')}</Button>
      <Failure of={leave.failure} />
      <a href="/">{t('nowhere.home')}</a>
    </>
  );
}
