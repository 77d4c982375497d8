import { useTranslation } from 'react-i18next';
import type { DureEvent } from '../api/types';
import type { Who } from '../rooms/who';
import css from './event-changes.module.css';
import { usePlanWords } from './event-words';

/** What an event changed, before and after. */
export function EventChanges({ event, who }: { event: DureEvent; who: Who }) {
  const { t } = useTranslation();
  const changes = usePlanWords(who).changes(event);
  const { question } = event;
  const answer = event.kind === 'plan.question_answered' ? question?.answer : undefined;
  // A meeting tells of itself by its card.
  if (event.meeting || (changes.length === 0 && !answer)) return null;
  return (
    <span className={css.changes}>
      {answer && <q className={css.answer}>{answer.body}</q>}
      {changes.map(({ field, from, to }) => (
        <span key={field} className={css.change}>
          {field}{' '}
          {to === undefined ? (
            t('planned.rewritten')
          ) : (
            <>
              <del>{from}</del> <span aria-hidden="true">→</span> <ins>{to}</ins>
            </>
          )}
        </span>
      ))}
    </span>
  );
}
