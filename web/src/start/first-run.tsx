// The first account of a server: the coordinator, their office and the first cluster.
import { PasswordInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { deviceTimeZone } from '../access/device';
import { Gate } from '../access/gate';
import { signedIn } from '../access/session';
import { TimeZoneSelect } from '../access/time-zone-select';
import { answer, api } from '../api/client';
import { currentLocale } from '../i18n/locale';
import { Failure, Form, Submit, useAct } from '../ui/form';

const FIELDS = ['cluster_name', 'firm_name', 'name', 'email'] as const;
const AUTOCOMPLETE = { cluster_name: 'off', firm_name: 'organization', name: 'name', email: 'username' } as const;

export default function FirstRun() {
  const { t } = useTranslation();
  const [given, setGiven] = useState({ cluster_name: '', firm_name: '', name: '', email: '', password: '' });
  const [time_zone, setZone] = useState(deviceTimeZone);
  const set = (field: keyof typeof given) => (event: { currentTarget: { value: string } }) => {
    const { value } = event.currentTarget;
    setGiven((before) => ({ ...before, [field]: value }));
  };
  const act = useAct(async () => {
    const grant = await answer(api.POST('/setup', { body: { ...given, locale: currentLocale(), time_zone } }));
    await signedIn(grant.person);
  });
  return (
    <Gate title={t('setup.title')} words={t('setup.words')}>
      <Form onSubmit={() => void act.run()}>
        {FIELDS.map((field) => (
          <TextInput
            key={field}
            label={t(`setup.${field}`)}
            description={field === 'cluster_name' ? t('setup.cluster_hint') : undefined}
            type={field === 'email' ? 'email' : 'text'}
            autoComplete={AUTOCOMPLETE[field]}
            value={given[field]}
            onChange={set(field)}
            error={act.fault(`/${field}`)}
          />
        ))}
        <PasswordInput
          label={t('field.password')}
          description={t('field.password_rule')}
          autoComplete="new-password"
          visibilityToggleButtonProps={{ 'aria-label': t('field.show_password') }}
          value={given.password}
          onChange={set('password')}
          error={act.fault('/password')}
        />
        <TimeZoneSelect
          label={t('field.time_zone')}
          value={time_zone}
          onChange={(event) => setZone(event.currentTarget.value)}
          error={act.fault('/time_zone')}
        />
        <Failure of={act.failure} fields={[...FIELDS.map((field) => `/${field}`), '/password', '/time_zone']} />
        <Submit busy={act.busy}>{t('setup.do')}</Submit>
      </Form>
    </Gate>
  );
}
