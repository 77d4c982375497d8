// The door that a mail's last link opens. Looking changes nothing; one button ends the mail. Nobody signs in here.
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answer, api } from '../api/client';
import { Refusal } from '../api/problem';
import { Failure, useAct } from '../ui/form';
import { Loading, Trouble } from '../ui/states';
import { Gate } from './gate';

export default function Unsubscribe() {
  const { t } = useTranslation();
  const [token] = useState(() => location.hash.slice(1));
  const params = { path: { token } };
  const read = useQuery({
    queryKey: ['unsubscription'],
    queryFn: () => answer(api.GET('/unsubscriptions/{token}', { params })),
    enabled: token !== '',
    retry: false,
  });
  const act = useAct(async () => {
    await answer(api.POST('/unsubscriptions/{token}', { params }));
    await read.refetch();
  });
  const home = <Button component="a" href="/" variant="default">{t('unsubscribe.home')}</Button>;
  const isVoid = read.error instanceof Refusal && read.error.status === 404;
  if (token === '' || isVoid) {
    return <Gate title={t('unsubscribe.void_title')} words={t('unsubscribe.void')}>{home}</Gate>;
  }
  if (read.error) {
    return (
      <Gate title={t('unsubscribe.title')}>
        <Trouble of={read.error} again={() => void read.refetch()} />
      </Gate>
    );
  }
  if (!read.data) return <Gate title={t('unsubscribe.title')}><Loading rows={2} /></Gate>;
  const { address, mail } = read.data;
  if (mail === 'none') {
    return <Gate title={t('unsubscribe.done_title')} words={t('unsubscribe.done', { address })}>{home}</Gate>;
  }
  return (
    <Gate title={t('unsubscribe.title')} words={t('unsubscribe.words', { address })}>
      <Button loading={act.busy} onClick={() => void act.run()}>{t('unsubscribe.do')}</Button>
      <Failure of={act.failure} />
    </Gate>
  );
}
