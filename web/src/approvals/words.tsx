// What an approval says of itself everywhere: its state, a code with its meaning, what is decided on, when it is due.
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { Approval, DecisionCode, SubmittedRevision } from '../api/types';
import { Icon } from '../ui/icon';
import { useTimes } from '../ui/time';
import css from './approvals.module.css';
import { dueOf, shapeOfCode, verdict } from './run';

const DAY_MS = 86_400_000;

/** What a code means: in the words of the charter, else in the reader's language by its letter. */
export function useMeaning(): (code: DecisionCode) => string {
  const { t, i18n } = useTranslation();
  return ({ label, letter }) => label ?? (i18n.exists(`approvals.code.${letter}`) ? t(`approvals.code.${letter as 'A'}`) : letter);
}

/** The letter of a code in its box; its meaning beside it where there is room. */
export function CodeMark({ code, meaning = false }: { code: DecisionCode; meaning?: boolean }) {
  const words = useMeaning();
  return (
    <span className={css.code} data-shape={shapeOfCode(code)} title={words(code)}>
      <span className={css.letter}>{code.letter}</span>
      {meaning && <span>{words(code)}</span>}
    </span>
  );
}

/** `DWG-100 A, DWG-101 B`, each on one line. */
export function RevisionWords({ of }: { of: readonly SubmittedRevision[] }) {
  return of.map(({ revision_id, design_number, label }, at) => (
    <span key={revision_id}>
      {at > 0 && ', '}
      <span className={css.whole}>
        {design_number} {label}
      </span>
    </span>
  ));
}

/** Where it stands; once it is decided, with the code that counts. */
export function ApprovalState({ approval, meaning = false }: { approval: Approval; meaning?: boolean }) {
  const { t } = useTranslation();
  const code = verdict(approval);
  if (code) return <CodeMark code={code} meaning={meaning} />;
  const bad = ['returned', 'withdrawn'].includes(approval.state);
  return (
    <span className={css.state} data-bad={bad}>
      <Icon name={approval.state === 'open' ? 'clock' : bad ? 'reply' : 'back'} size={14} />
      {t(`approval.state.${approval.state as 'open'}`)}
    </span>
  );
}

/** When the open step is due: late in amber and with the word. */
export function Due({ approval }: { approval: Approval }) {
  const { t } = useTranslation();
  const times = useTimes();
  const due = dueOf(approval);
  if (due === undefined) return null;
  const left = Date.parse(due) - Date.now();
  const at = `${times.shortDate(times.dayKey(due))} ${times.clock(due)}`;
  return (
    <span className={`${css.due} figures`} data-pressing={left < DAY_MS}>
      {left < DAY_MS && <Icon name={left < 0 ? 'warn' : 'clock'} size={14} />}
      <time dateTime={due} title={times.full(due)}>{t(left < 0 ? 'approvals.late' : 'approvals.due', { at })}</time>
    </span>
  );
}

/** The version of the charter that an approval runs under, and the clauses of it that apply. */
export function Ruled({ approval }: { approval: Approval }) {
  const { t } = useTranslation();
  const { charter } = approval;
  if (!charter) return null;
  const clauses = charter.clauses.map(({ number, kind }) => t('approvals.ruled.clause', { number, kind: t(`approvals.ruled.${kind as 'codes'}`) }));
  return (
    <p className={css.ruled}>
      <Link href={`/projects/${approval.project_id}/charter`}>{t('approvals.ruled.by', { number: charter.number })}</Link> {clauses.join(' · ')}
    </p>
  );
}

/** How long something took, or has lain. */
export function useDays(): (from: string, to?: string) => string {
  const { t } = useTranslation();
  return (from, to) => {
    const days = Math.floor(((to === undefined ? Date.now() : Date.parse(to)) - Date.parse(from)) / DAY_MS);
    return days < 1 ? t('approvals.today') : t('approvals.days', { count: days });
  };
}
