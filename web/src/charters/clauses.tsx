// The clauses of a charter in plain words, with their numbers; or what two versions say side by side.
import { useTranslation } from 'react-i18next';
import { CodeMark } from '../approvals/words';
import type { CharterTerms, DecisionCode } from '../api/types';
import css from './charters.module.css';
import { changed, numberOf, present, type Clause } from './terms';

export function Clauses({ terms, only }: { terms: CharterTerms; only?: readonly Clause[] }) {
  const shown = present(terms).filter((clause) => !only || only.includes(clause));
  return (
    <ol className={css.clauses}>
      {shown.map((clause) => (
        <li key={clause} className={css.clause}>
          <Heading clause={clause} />
          <Content terms={terms} clause={clause} />
        </li>
      ))}
    </ol>
  );
}

/** What changes, side by side; what does not is one tap away. */
export function Changes({ before, after }: { before: CharterTerms; after: CharterTerms }) {
  const { t } = useTranslation();
  const differs = changed(before, after);
  const same = present(after).filter((clause) => !differs.includes(clause));
  return (
    <>
      {differs.length === 0 && <p className={css.quiet}>{t('charters.changes_none')}</p>}
      <ol className={css.clauses}>
        {differs.map((clause) => (
          <li key={clause} className={css.clause} data-changed="true">
            <Heading clause={clause} />
            <div className={css.sides}>
              <Side title={t('charters.was')} terms={before} clause={clause} />
              <Side title={t('charters.will')} terms={after} clause={clause} />
            </div>
          </li>
        ))}
      </ol>
      {same.length > 0 && (
        <details className={css.more}>
          <summary>{t('charters.unchanged', { count: same.length })}</summary>
          <Clauses terms={after} only={same} />
        </details>
      )}
    </>
  );
}

function Side({ title, terms, clause }: { title: string; terms: CharterTerms; clause: Clause }) {
  const { t } = useTranslation();
  return (
    <div className={css.oneSide}>
      <p className={css.label}>{title}</p>
      {present(terms).includes(clause) ? <Content terms={terms} clause={clause} /> : <p className={css.quiet}>{t('charters.absent')}</p>}
    </div>
  );
}

function Heading({ clause }: { clause: Clause }) {
  const { t } = useTranslation();
  return (
    <h3 className={css.heading}>
      <span className={css.number}>{t('charters.clause', { number: numberOf(clause) })}</span> {t(`charters.kinds.${clause}`)}
    </h3>
  );
}

function Content({ terms, clause }: { terms: CharterTerms; clause: Clause }) {
  const { t } = useTranslation();
  const days = (count: number) => t('charters.says.working', { count });
  const says = (...lines: string[]) => <p className={css.words}>{lines.join(' ')}</p>;
  switch (clause) {
    case 'codes':
      return <Codes codes={terms.codes} />;
    case 'days':
      return says(
        t('charters.says.days', { days: days(terms.due_days) }),
        terms.max_due_days === undefined ? t('charters.says.days_free') : t('charters.says.days_most', { days: days(terms.max_due_days) }),
      );
    case 'deemed':
      return says(terms.deemed_code === undefined ? t('charters.says.deemed_never') : t('charters.says.deemed', { code: terms.deemed_code }));
    case 'answers':
      return says(t(terms.sealed ? 'charters.says.sealed' : 'charters.says.open'), t(terms.sealed_fixed ? 'charters.says.fixed' : 'charters.says.free'));
    case 'retention':
      return says(t('charters.says.retention', { count: terms.retention_years }));
    case 'signature':
      return (
        <>
          {says(terms.signature)}
          <p className={css.quiet}>{t('charters.says.accepts')}</p>
        </>
      );
    default:
      return says(terms[clause] ?? '');
  }
}

function Codes({ codes }: { codes: readonly DecisionCode[] }) {
  const { t } = useTranslation();
  const inOrder = [...codes].sort((a, b) => a.rank - b.rank);
  return (
    <ul className={css.codes}>
      {inOrder.map((code) => (
        <li key={code.letter} className={css.code}>
          <CodeMark code={code} meaning />
          <span className={css.quiet}>
            {[
              t(`charters.proceed.${code.may_proceed as 'yes'}`),
              t(`charters.resubmit.${code.resubmit as 'none'}`),
              ...(code.resubmit_days === undefined ? [] : [t('charters.says.working', { count: code.resubmit_days })]),
              ...(code.is_final ? [] : [t('charters.interim')]),
            ].join(' · ')}
          </span>
        </li>
      ))}
    </ul>
  );
}
