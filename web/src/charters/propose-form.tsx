// Proposes a charter: every clause filled in, each to be changed in its place.
import { Checkbox, NativeSelect, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Refusal } from '../api/problem';
import type { Charter, CharterTerms } from '../api/types';
import { newId } from '../sync/ids';
import { ActButton, Failure, Form, Submit, useAct } from '../ui/form';
import { Icon } from '../ui/icon';
import tab from '../ui/tab.module.css';
import css from './charters.module.css';
import { CodesEditor } from './codes-editor';
import { deemable, isReady, numberOf, proposed, sendable, type Clause } from './terms';
import { propose } from './writes';

interface ProposeFormProps {
  project_id: string;
  /** What stands there now: the open proposal, else the one in force. */
  from: Charter | undefined;
  open: Charter | undefined;
  onDone(): void;
  /** Another proposal stands there now. */
  onStale(): void;
  onClose(): void;
}

const YEARS = [1, 2, 3, 5, 7, 10, 15, 20, 30];
const DAYS = Array.from({ length: 60 }, (_, at) => String(at + 1));

export default function ProposeForm({ project_id, from, open, onDone, onStale, onClose }: ProposeFormProps) {
  const { t } = useTranslation();
  const [id] = useState(() => newId());
  const [terms, setTerms] = useState<CharterTerms>(
    () => from?.terms ?? proposed({ sight: t('charters.defaults.sight'), signature: t('charters.defaults.signature'), exit: t('charters.defaults.exit') }),
  );
  const [note, setNote] = useState('');
  const set = (change: Partial<CharterTerms>) => setTerms((before) => ({ ...before, ...change }));
  const without = (field: 'max_due_days' | 'deemed_code') => setTerms(({ [field]: _, ...rest }) => rest);
  const act = useAct(async (key) => {
    try {
      await propose(project_id, id, key, sendable(terms), note, open?.id);
      onDone();
    } catch (error) {
      if (error instanceof Refusal && error.problem.code === 'proposal_open') onStale();
      throw error;
    }
  });
  const at = (field: string) => act.fault(`/terms/${field}`);
  const words = (field: 'sight' | 'signature' | 'exit' | 'other') => (
    <Textarea
      aria-label={t(`charters.kinds.${field}`)}
      value={terms[field] ?? ''}
      maxLength={2000}
      autosize
      minRows={2}
      maxRows={12}
      onChange={(event) => set({ [field]: event.currentTarget.value })}
      error={at(field)}
    />
  );
  const days = Number(terms.due_days);
  const fields = ['codes', 'due_days', 'max_due_days', 'deemed_code', 'sight', 'signature', 'retention_years', 'exit', 'other'].map((field) => `/terms/${field}`);
  const ofCodes = terms.codes.flatMap((_, n) => ['letter', 'label', 'rank', 'resubmit_days'].map((field) => `/terms/codes/${n}/${field}`));
  return (
    <div className={`${tab.tab} ${css.page}`}>
      <button type="button" className={tab.back} onClick={onClose}>
        <Icon name="back" size={16} />
        {t('charters.form.cancel')}
      </button>
      <header className={css.top}>
        <h2 className={css.title}>{t('charters.form.title')}</h2>
        <p className={css.quiet}>{t('charters.form.words')}</p>
        {open && <p className={css.note}>{t('charters.form.replaces', { number: open.number })}</p>}
      </header>
      <Form onSubmit={() => void act.run(terms, note)} label={t('charters.form.title')}>
        <Part clause="codes">
          <CodesEditor codes={terms.codes} fault={(n, field) => at(`codes/${n}/${field}`)} onChange={(codes) => set({ codes })} />
          {at('codes') && (
            <p role="alert" className={css.fault}>
              {at('codes')}
            </p>
          )}
        </Part>
        <Part clause="days">
          <div className={css.pair}>
            <NativeSelect label={t('charters.form.due_days')} value={terms.due_days} data={DAYS} onChange={(event) => set({ due_days: Number(event.currentTarget.value) })} error={at('due_days')} />
            <NativeSelect
              label={t('charters.form.max')}
              value={terms.max_due_days ?? ''}
              data={[{ value: '', label: t('charters.form.max_none') }, ...DAYS.filter((day) => Number(day) >= days).map((day) => ({ value: day, label: day }))]}
              onChange={(event) => (event.currentTarget.value ? set({ max_due_days: Number(event.currentTarget.value) }) : without('max_due_days'))}
              error={at('max_due_days')}
            />
          </div>
        </Part>
        <Part clause="deemed">
          <NativeSelect
            label={t('charters.form.deemed')}
            value={terms.deemed_code ?? ''}
            data={[{ value: '', label: t('charters.form.deemed_never') }, ...deemable(terms.codes).map(({ letter }) => ({ value: letter, label: t('charters.form.deemed_as', { code: letter }) }))]}
            onChange={(event) => (event.currentTarget.value ? set({ deemed_code: event.currentTarget.value }) : without('deemed_code'))}
            error={at('deemed_code')}
          />
        </Part>
        <Part clause="answers">
          <Checkbox label={t('charters.form.sealed')} checked={terms.sealed} onChange={(event) => set({ sealed: event.currentTarget.checked })} />
          <Checkbox label={t('charters.form.sealed_fixed')} checked={terms.sealed_fixed} onChange={(event) => set({ sealed_fixed: event.currentTarget.checked })} />
        </Part>
        <Part clause="sight">{words('sight')}</Part>
        <Part clause="signature">{words('signature')}</Part>
        <Part clause="retention">
          <NativeSelect
            label={t('charters.form.retention')}
            value={terms.retention_years}
            data={[...new Set([...YEARS, terms.retention_years])].sort((a, b) => a - b).map(String)}
            onChange={(event) => set({ retention_years: Number(event.currentTarget.value) })}
            error={at('retention_years')}
          />
        </Part>
        <Part clause="exit">{words('exit')}</Part>
        <Part clause="other">{words('other')}</Part>
        <Textarea label={t('charters.form.note')} value={note} maxLength={2000} autosize minRows={1} maxRows={6} onChange={(event) => setNote(event.currentTarget.value)} error={act.fault('/note')} />
        <Failure of={act.failure} fields={[...fields, ...ofCodes, '/note']} />
        <div className={css.acts}>
          <Submit busy={act.busy} disabled={!isReady(terms)}>
            {t('charters.form.do')}
          </Submit>
          <ActButton variant="default" onClick={onClose}>
            {t('charters.form.cancel')}
          </ActButton>
        </div>
      </Form>
    </div>
  );
}

function Part({ clause, children }: { clause: Clause; children: React.ReactNode }) {
  const { t } = useTranslation();
  return (
    <section className={css.part} aria-label={t(`charters.kinds.${clause}`)}>
      <h3 className={css.heading}>
        <span className={css.number}>{t('charters.clause', { number: numberOf(clause) })}</span> {t(`charters.kinds.${clause}`)}
      </h3>
      {children}
    </section>
  );
}
