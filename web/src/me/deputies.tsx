// Who decides for the reader while they are away, and for whom the reader does.
import { Button, NativeSelect } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { may, usePeople } from '../access/reads';
import { useKept, useSigned } from '../access/signed';
import { answer, api, everyPage } from '../api/client';
import type { Deputy } from '../api/types';
import { newId } from '../sync/ids';
import { DayField } from '../ui/day-field';
import { ActButton, Failure, Form, Submit, useAct } from '../ui/form';
import { Section } from '../ui/page';
import rows from '../ui/rows.module.css';
import { Shown } from '../ui/states';
import { useTimes } from '../ui/time';
import css from './deputies.module.css';
import page from './me.module.css';

const FIELDS = ['/deputy_person_id', '/from_on', '/until_on'] as const;

export function Deputies() {
  const { t } = useTranslation();
  const { person } = useSigned();
  const read = useKept<Deputy[]>(['deputies'], () => everyPage((after) => answer(api.GET('/me/deputies', { params: { query: { limit: 200, ...(after ? { after } : {}) } } }))));
  const [naming, setNaming] = useState(false);
  return (
    <Section title={t('deputies.title')}>
      <p className={css.words}>{t('deputies.words')}</p>
      <Shown read={read} rows={2}>
        {(all) => (
          <>
            {all.length === 0 && <p className={css.words}>{t('deputies.none')}</p>}
            <Group title={t('deputies.mine')} deputies={all.filter(({ person_id }) => person_id === person.id)} />
            <Group title={t('deputies.theirs')} deputies={all.filter(({ person_id }) => person_id !== person.id)} />
          </>
        )}
      </Shown>
      <div className={page.pad}>
        {naming ? (
          <Naming onDone={() => setNaming(false)} />
        ) : (
          <Button variant="default" onClick={() => setNaming(true)}>
            {t('deputies.name')}
          </Button>
        )}
      </div>
    </Section>
  );
}

function Group({ title, deputies }: { title: string; deputies: readonly Deputy[] }) {
  if (deputies.length === 0) return null;
  return (
    <>
      <h3 className={css.group}>{title}</h3>
      <ul className={rows.rows}>
        {deputies.map((each) => (
          <DeputyRow key={each.id} deputy={each} />
        ))}
      </ul>
    </>
  );
}

function DeputyRow({ deputy }: { deputy: Deputy }) {
  const { t } = useTranslation();
  const times = useTimes();
  const queries = useQueryClient();
  const { person } = useSigned();
  const name = deputy.person_id === person.id ? deputy.deputy_name : deputy.person_name;
  const act = useAct(async (key) => {
    await answer(api.POST('/me/deputies/{deputy_id}/end', { params: { path: { deputy_id: deputy.id }, header: { 'Idempotency-Key': key } }, body: {} }));
    await queries.invalidateQueries({ queryKey: ['deputies'] });
  });
  const runs = Date.parse(deputy.from_at) <= Date.now();
  return (
    <li className={`${rows.row} ${css.row}`}>
      <span className={rows.words}>
        <span className={rows.first}>{name}</span>
        <span className={rows.second}>
          <span className="figures">{deputy.from_on === deputy.until_on ? times.namedDate(deputy.from_on) : t('deputies.days', { from: times.namedDate(deputy.from_on), until: times.namedDate(deputy.until_on) })}</span>
          {runs && <strong className={css.now}>{t('deputies.running')}</strong>}
          {deputy.time_zone !== person.time_zone && <span>{deputy.time_zone}</span>}
        </span>
        {deputy.not_in && <span className={css.gap}>{t('deputies.not_in', { projects: deputy.not_in.map(({ code }) => code).join(', ') })}</span>}
      </span>
      {may(deputy, 'end_deputy') && (
        <ActButton variant="outline" color="red" loading={act.busy} aria-label={`${name}: ${t('deputies.end')}`} onClick={() => void act.run()}>
          {t('deputies.end')}
        </ActButton>
      )}
      <Failure of={act.failure} />
    </li>
  );
}

function Naming({ onDone }: { onDone(): void }) {
  const { t } = useTranslation();
  const times = useTimes();
  const queries = useQueryClient();
  const { person } = useSigned();
  const people = usePeople(person.firm_id);
  const today = times.dayKey(new Date().toISOString());
  const [id] = useState(() => newId());
  const [to, setTo] = useState('');
  const [from, setFrom] = useState(today);
  const [until, setUntil] = useState(today);
  const act = useAct(async (key) => {
    const body = { id, deputy_person_id: to, from_on: from, until_on: until };
    await answer(api.POST('/me/deputies', { params: { header: { 'Idempotency-Key': key } }, body }));
    await queries.invalidateQueries({ queryKey: ['deputies'] });
    await queries.invalidateQueries({ queryKey: ['approval-turns'] });
    onDone();
  });
  const others = (people.data ?? []).filter((other) => other.id !== person.id && other.status === 'active').sort((a, b) => a.name.localeCompare(b.name));
  if (people.data && others.length === 0) return <p>{t('deputies.nobody')}</p>;
  const choices = [{ value: '', label: t('deputies.choose') }, ...others.map((other) => ({ value: other.id, label: other.name }))];
  return (
    <Form onSubmit={() => void act.run(to, from, until)} label={t('deputies.name')}>
      <NativeSelect label={t('deputies.who')} value={to} data={choices} onChange={(event) => setTo(event.currentTarget.value)} error={act.fault('/deputy_person_id')} />
      <div className={css.range}>
        <DayField
          label={t('deputies.from_on')}
          value={from}
          min={today}
          onChange={(day) => {
            setFrom(day);
            if (day > until) setUntil(day);
          }}
          error={act.fault('/from_on')}
        />
        <DayField label={t('deputies.until_on')} value={until} min={from} onChange={setUntil} error={act.fault('/until_on')} />
      </div>
      <Failure of={act.failure} fields={FIELDS} />
      <Submit busy={act.busy} disabled={to === '' || from === '' || until === ''}>
        {t('deputies.do')}
      </Submit>
    </Form>
  );
}
