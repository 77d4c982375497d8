// The codes of a charter, the best first: letter, meaning, whether the work goes on, and what has to follow. One is open at a time.
import { Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CodeMark, useMeaning } from '../approvals/words';
import type { DecisionCode } from '../api/types';
import { Icon } from '../ui/icon';
import css from './charters.module.css';
import { isUsual, ranked, reordered } from './terms';

interface CodesEditorProps {
  codes: readonly DecisionCode[];
  fault(at: number, field: string): string | undefined;
  onChange(codes: DecisionCode[]): void;
}

const MOST = 12;
const PROCEED = ['yes', 'as_noted', 'no'] as const;
const RESUBMIT = ['none', 'for_record', 'required'] as const;

export function CodesEditor({ codes, fault, onChange }: CodesEditorProps) {
  const { t } = useTranslation();
  const [open, setOpen] = useState<number>();
  const inOrder = [...codes].sort((a, b) => a.rank - b.rank);
  const change = (at: number, to: DecisionCode) => onChange(inOrder.map((code, n) => (n === at ? to : code)));
  const move = (at: number, to: number) => {
    onChange(reordered(inOrder, at, to));
    setOpen(open === at ? to : undefined);
  };
  const add = () => {
    onChange(ranked([...inOrder, { letter: '', rank: 0, may_proceed: 'as_noted', resubmit: 'none', is_final: true }]));
    setOpen(inOrder.length);
  };
  return (
    <div className={css.editor}>
      <p className={css.quiet}>{t('charters.form.order')}</p>
      <ol className={css.codes}>
        {inOrder.map((code, at) => (
          <li key={at} className={css.code}>
            <div className={css.codeHead}>
              <button type="button" className={css.codeOpen} aria-expanded={open === at} onClick={() => setOpen(open === at ? undefined : at)}>
                <CodeMark code={code} meaning />
                <span className={css.quiet}>{t(`charters.proceed.${code.may_proceed as 'yes'}`)}</span>
              </button>
              <span className={css.tools}>
                <button type="button" className={css.icon} disabled={at === 0} aria-label={t('charters.form.up', { letter: code.letter })} onClick={() => move(at, at - 1)}>
                  <span className={css.up}>
                    <Icon name="down" size={18} />
                  </span>
                </button>
                <button type="button" className={css.icon} disabled={at === inOrder.length - 1} aria-label={t('charters.form.down', { letter: code.letter })} onClick={() => move(at, at + 1)}>
                  <Icon name="down" size={18} />
                </button>
                <button
                  type="button"
                  className={css.icon}
                  disabled={inOrder.length <= 2}
                  aria-label={t('charters.form.remove', { letter: code.letter })}
                  onClick={() => {
                    onChange(ranked(inOrder.filter((_, n) => n !== at)));
                    setOpen(undefined);
                  }}
                >
                  <Icon name="bin" size={18} />
                </button>
              </span>
            </div>
            {open === at && <OneCode code={code} fault={(field) => fault(at, field)} onChange={(to) => change(at, to)} />}
          </li>
        ))}
      </ol>
      {inOrder.length < MOST && (
        <button type="button" className={css.add} onClick={add}>
          <Icon name="plus" size={16} />
          {t('charters.form.add_code')}
        </button>
      )}
    </div>
  );
}

function OneCode({ code, fault, onChange }: { code: DecisionCode; fault(field: string): string | undefined; onChange(code: DecisionCode): void }) {
  const { t } = useTranslation();
  const meaning = useMeaning();
  const set = (to: Partial<DecisionCode>) => onChange({ ...code, ...to });
  const { resubmit_days: _, ...undated } = code;
  const usual = isUsual(code);
  return (
    <div className={css.codeForm}>
      <div className={css.pair}>
        <TextInput label={t('charters.form.letter')} value={code.letter} maxLength={4} onChange={(event) => set({ letter: event.currentTarget.value })} error={fault('letter') ?? fault('rank')} />
        <TextInput
          label={t('charters.form.label')}
          description={usual ? t('charters.form.label_given', { words: meaning({ ...code, label: undefined }) }) : t('charters.form.label_needed')}
          value={code.label ?? ''}
          maxLength={80}
          onChange={(event) => set({ label: event.currentTarget.value })}
          error={fault('label')}
        />
      </div>
      <div className={css.pair}>
        <NativeSelect label={t('charters.form.proceed')} value={code.may_proceed} data={PROCEED.map((value) => ({ value, label: t(`charters.proceed.${value}`) }))} onChange={(event) => set({ may_proceed: event.currentTarget.value })} />
        <NativeSelect
          label={t('charters.form.resubmit')}
          value={code.resubmit}
          data={RESUBMIT.map((value) => ({ value, label: t(`charters.resubmit.${value}`) }))}
          onChange={(event) => onChange(event.currentTarget.value === 'none' ? { ...undated, resubmit: 'none' } : { ...code, resubmit: event.currentTarget.value })}
        />
        {code.resubmit !== 'none' && (
          <NativeSelect
            label={t('charters.form.resubmit_days')}
            value={code.resubmit_days ?? ''}
            data={[{ value: '', label: t('charters.form.max_none') }, ...[3, 5, 7, 10, 15, 20, 30].map((day) => ({ value: String(day), label: String(day) }))]}
            onChange={(event) => onChange(event.currentTarget.value ? { ...code, resubmit_days: Number(event.currentTarget.value) } : undated)}
            error={fault('resubmit_days')}
          />
        )}
      </div>
      <Checkbox label={t('charters.form.final')} checked={code.is_final} onChange={(event) => set({ is_final: event.currentTarget.checked })} />
    </div>
  );
}
