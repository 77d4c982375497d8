// Changes of the plan that the server has not acknowledged: said to be so where they will stand, never shown as done.
import { useTranslation } from 'react-i18next';
import { useNetwork, useSigned } from '../access/signed';
import { mayHelp, type OutboxEntry, type PlanEntry } from '../sync/outbox';
import { Section } from '../ui/page';
import rows from '../ui/rows.module.css';
import css from './pending.module.css';
import type { Planned } from './turns';

/** What waits for the server about an item. */
export function pendingOf(pending: readonly PlanEntry[], item_id: string): PlanEntry[] {
  return pending.filter(({ plan, state }) => state !== 'sent' && plan.act !== 'create' && plan.item_id === item_id);
}

/** What is to change, in a few words. */
function useWhat() {
  const { t } = useTranslation();
  return ({ plan }: PlanEntry): string => {
    if (plan.act === 'answer') return `${t('plan.answer')}: ${plan.body}`;
    if (plan.act === 'create') return `${t(`plan.kind.${plan.kind}`)}: ${plan.draft.title}`;
    const { state } = plan.change;
    return state ? t(`plan.step.${plan.kind}.${state}` as 'plan.step.action.done') : t('plan.edit');
  };
}

/** One line on a row: what waits, and that it does. */
export function PendingLine({ entries }: { entries: readonly PlanEntry[] }) {
  const what = useWhat();
  const last = entries.at(-1);
  return last ? <UnsentLine entry={last} what={what(last)} /> : null;
}

/** The same of anything that waits in the outbox. */
export function UnsentLine({ entry, what }: { entry: OutboxEntry; what: string }) {
  return (
    <span className={css.line} data-state={entry.state === 'refused' ? 'refused' : 'waiting'}>
      <PendingState entry={entry} /> · {what}
    </span>
  );
}

function PendingState({ entry }: { entry: OutboxEntry }) {
  const { t } = useTranslation();
  const { online, phase } = useNetwork();
  if (entry.state === 'refused') return <strong>{entry.problem?.title}</strong>;
  const away = !online || phase === 'waiting' || entry.attempts > 1;
  return <strong>{away ? t('unsent.not_yet') : t('unsent.sending')}</strong>;
}

/** The change in full, with why it was refused and the way to take it back. */
export function PendingNote({ entry }: { entry: PlanEntry }) {
  const what = useWhat();
  return <UnsentNote entry={entry} what={what(entry)} />;
}

/** The same of anything that waits in the outbox. */
export function UnsentNote({ entry, what }: { entry: OutboxEntry; what: string }) {
  const { t } = useTranslation();
  const { engine } = useSigned();
  const refused = entry.state === 'refused';
  const why = entry.problem?.errors?.map((each) => each.detail).join(' ') || entry.problem?.detail;
  return (
    <div className={css.note} data-state={refused ? 'refused' : 'waiting'} data-pending={entry.state}>
      <p>
        <PendingState entry={entry} />
      </p>
      <p className={css.what}>{refused ? t('plan.tried', { what }) : what}</p>
      {refused && why && <p role="alert">{why}</p>}
      <span className={css.acts}>
        {refused && mayHelp(entry.problem) && (
          <button type="button" onClick={() => void engine.outbox.retry(entry.id)}>
            {t('unsent.retry')}
          </button>
        )}
        {(refused || entry.attempts === 0) && (
          <button type="button" onClick={() => void engine.outbox.discard(entry.id)}>
            {t('unsent.discard')}
          </button>
        )}
      </span>
    </div>
  );
}

/** All that waits in a project; what concerns an item names it. */
export function Pending({ pending, items }: { pending: readonly PlanEntry[]; items: readonly Planned[] }) {
  const { t } = useTranslation();
  const about = ({ plan }: PlanEntry) => (plan.act === 'create' ? undefined : items.find(({ item }) => item.id === plan.item_id));
  const groups = [
    ['plan.refused', pending.filter((entry) => entry.state === 'refused')],
    ['plan.pending', pending.filter((entry) => entry.state === 'waiting' || entry.state === 'sending')],
  ] as const;
  return groups.map(
    ([title, entries]) =>
      entries.length > 0 && (
        <Section key={title} title={t(title)} count={entries.length}>
          <ul className={rows.rows}>
            {entries.map((entry) => (
              <li key={entry.id} className={css.row}>
                {about(entry) && <p className={css.about}>{about(entry)?.item.title}</p>}
                <PendingNote entry={entry} />
              </li>
            ))}
          </ul>
        </Section>
      ),
  );
}
