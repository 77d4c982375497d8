// The codes of a decision as buttons, each with its meaning in plain words.
import { useTranslation } from 'react-i18next';
import type { DecisionCode } from '../api/types';
import css from './decide.module.css';
import { inOrder, isClean, shapeOfCode } from './run';
import { useMeaning } from './words';

interface CodeChoiceProps {
  label: string;
  codes: readonly DecisionCode[];
  value: string | undefined;
  /** A blocking comment is open: nothing clean can be chosen. */
  blocked: boolean;
  onChange(letter: string): void;
  error: string | undefined;
}

export function CodeChoice({ label, codes, value, blocked, onChange, error }: CodeChoiceProps) {
  const { t } = useTranslation();
  const meaning = useMeaning();
  return (
    <div>
      <p className={css.label}>{label}</p>
      <div className={css.codes} role="group" aria-label={label}>
        {inOrder(codes).map((code) => {
          const shut = blocked && isClean(code);
          return (
            <button
              key={code.letter}
              type="button"
              className={css.code}
              data-shape={shapeOfCode(code)}
              aria-pressed={value === code.letter}
              disabled={shut}
              onClick={() => onChange(code.letter)}
            >
              <span className={css.letter}>{code.letter}</span>
              <span>
                {meaning(code)}
                {code.resubmit_days !== undefined && <span className={css.quiet}> {t('approvals.code.resubmit_days', { count: code.resubmit_days })}</span>}
                {shut && <span className={css.quiet}> {t('approvals.decide.blocked')}</span>}
              </span>
            </button>
          );
        })}
      </div>
      {error && (
        <p role="alert" className={css.fault}>
          {error}
        </p>
      )}
    </div>
  );
}
