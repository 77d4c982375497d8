import { NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LOCALE_OPTIONS } from '../access/gate';
import { personChanged } from '../access/session';
import { useSigned } from '../access/signed';
import { TimeZoneSelect } from '../access/time-zone-select';
import { answer, api } from '../api/client';
import { Failure, Form, Submit, useAct } from '../ui/form';
import css from './me.module.css';

export function Profile() {
  const { t } = useTranslation();
  const { person } = useSigned();
  const [name, setName] = useState(person.name);
  const [locale, setLocale] = useState(person.locale);
  const [time_zone, setZone] = useState(person.time_zone);
  const [saved, setSaved] = useState(false);
  const act = useAct(async () => {
    await personChanged(await answer(api.PATCH('/me', { body: { name, locale, time_zone } })));
    setSaved(true);
  });
  const change = (set: (value: string) => void) => (event: { currentTarget: { value: string } }) => {
    setSaved(false);
    set(event.currentTarget.value);
  };
  return (
    <div className={css.pad}>
      <Form onSubmit={() => void act.run()}>
        <TextInput label={t('field.name')} autoComplete="name" value={name} onChange={change(setName)} error={act.fault('/name')} />
        <NativeSelect label={t('field.locale')} value={locale} data={LOCALE_OPTIONS} onChange={change(setLocale)} error={act.fault('/locale')} />
        <TimeZoneSelect label={t('field.time_zone')} value={time_zone} onChange={change(setZone)} error={act.fault('/time_zone')} />
        <Failure of={act.failure} fields={['/name', '/locale', '/time_zone']} />
        <div className={css.foot}>
          <Submit busy={act.busy}>{t('me.save')}</Submit>
          <span className={css.saved} role="status">
            {saved ? t('me.saved') : ''}
          </span>
        </div>
      </Form>
    </div>
  );
}
