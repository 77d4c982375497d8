// How mail comes: how much, and in which hours.
import { Checkbox, NativeSelect, Radio } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useKept } from '../access/signed';
import { answer, api } from '../api/client';
import type { MailPreferences } from '../api/types';
import { Failure, Form, Submit, useAct } from '../ui/form';
import { Shown } from '../ui/states';
import css from './mail.module.css';
import page from './me.module.css';

const CHOICES = ['each', 'daily', 'none'] as const;
const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
const TIMES = Array.from({ length: 49 }, (_, half) => {
  const hours = String(Math.floor(half / 2)).padStart(2, '0');
  return `${hours}:${half % 2 === 0 ? '00' : '30'}`;
});
const FIELDS = ['/mail', '/days', '/from', '/to'] as const;

export function Mail() {
  const read = useKept<MailPreferences>(['mail'], () => answer(api.GET('/me/mail')));
  // What was saved makes the form anew, which must still say so.
  const [saved, setSaved] = useState(false);
  return (
    <div className={page.pad}>
      <Shown read={read} rows={4}>
        {(known) => <Preferences key={JSON.stringify(known)} known={known} saved={saved} onSaved={setSaved} />}
      </Shown>
    </div>
  );
}

/** The half hours, and a time between them that was set elsewhere. */
const times = (known: string) => (TIMES.includes(known) ? TIMES : [...TIMES, known].sort());

interface PreferencesProps {
  known: MailPreferences;
  saved: boolean;
  onSaved(saved: boolean): void;
}

function Preferences({ known, saved, onSaved: setSaved }: PreferencesProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [mail, setMail] = useState(known.mail);
  const [days, setDays] = useState(known.days);
  const [from, setFrom] = useState(known.from);
  const [to, setTo] = useState(known.to);
  const act = useAct(async () => {
    const kept = await answer(api.PATCH('/me/mail', { body: { mail, days, from, to } }));
    setSaved(true);
    queries.setQueryData(['mail'], kept);
  });
  const toggle = (day: string) => {
    setSaved(false);
    setDays((on) => (on.includes(day) ? on.filter((other) => other !== day) : [...on, day]));
  };
  const choose = (set: (value: string) => void) => (value: string) => {
    setSaved(false);
    set(value);
  };
  return (
    <Form onSubmit={() => void act.run(mail, days, from, to)} label={t('mail.title')}>
      <Radio.Group label={t('mail.how')} value={mail} onChange={choose(setMail)}>
        <div className={css.choices}>
          {CHOICES.map((choice) => (
            <Radio key={choice} value={choice} label={t(`mail.choice.${choice}`)} description={t(`mail.meaning.${choice}`)} />
          ))}
        </div>
      </Radio.Group>
      {mail !== 'none' && (
        <>
          <fieldset className={css.group}>
            <legend>{t('mail.days')}</legend>
            <div className={css.days}>
              {DAYS.map((day) => (
                <label key={day} className={css.day} data-on={days.includes(day) || undefined}>
                  <Checkbox size="sm" checked={days.includes(day)} onChange={() => toggle(day)} />
                  <span>{t(`mail.day.${day}`)}</span>
                </label>
              ))}
            </div>
            {act.fault('/days') && (
              <p className={css.fault} role="alert">
                {act.fault('/days')}
              </p>
            )}
          </fieldset>
          <div className={css.hours}>
            <NativeSelect
              label={t('mail.from')}
              value={from}
              data={times(from)}
              onChange={(event) => choose(setFrom)(event.currentTarget.value)}
              error={act.fault('/from')}
            />
            <NativeSelect
              label={t('mail.to')}
              value={to}
              data={times(to)}
              onChange={(event) => choose(setTo)(event.currentTarget.value)}
              error={act.fault('/to')}
            />
          </div>
          <p className={css.meaning}>{t('mail.zone', { zone: known.time_zone })}</p>
        </>
      )}
      <Failure of={act.failure} fields={FIELDS} />
      <div className={page.foot}>
        <Submit busy={act.busy}>{t('mail.save')}</Submit>
        <span className={page.saved} role="status">
          {saved ? t('mail.saved') : ''}
        </span>
      </div>
    </Form>
  );
}
