// What an item says of itself in a list: its kind, its day, whose turn it is.
import { useTranslation } from 'react-i18next';
import type { Ball as WireBall } from '../api/types';
import { hueKey, nameOf, type Who } from '../rooms/who';
import { Ball } from '../ui/ball';
import { Icon } from '../ui/icon';
import { useTimes } from '../ui/time';
import css from './plan.module.css';
import { daysUntil, dueOf, isMine, lateness, type Me, type Planned } from './turns';

const DAY_MS = 86_400_000;

/** The ball of an item: the party's mark and how long it lies there. */
export function BallToken({ ball, who, me }: { ball: WireBall; who: Who; me: Pick<Me, 'person_id' | 'parties'> }) {
  const { t } = useTranslation();
  const times = useTimes();
  const party = who.party(ball.party_id);
  const person = ball.person_id === undefined ? undefined : who.member(ball.person_id)?.name;
  const days = Math.floor((Date.now() - Date.parse(ball.since)) / DAY_MS);
  return (
    <Ball
      mine={isMine(ball, me)}
      who={person ?? (party ? nameOf(party) : '')}
      mark={party && { id: hueKey(party), name: nameOf(party), side: party.side }}
      since={days < 1 ? t('ball.today') : t('ball.days', { count: days })}
      title={t('ball.since', { who: party ? nameOf(party) : '', at: times.full(ball.since) })}
    />
  );
}

/** The day of an item; late ones in amber and with the word. */
export function DueDay({ planned }: { planned: Planned }) {
  const { t } = useTranslation();
  const times = useTimes();
  const due = dueOf(planned);
  if (due === undefined) return null;
  const today = times.dayKey(new Date().toISOString());
  const late = lateness(planned, today);
  const days = daysUntil(due, today);
  return (
    <span className={`${css.due} figures`} data-late={late}>
      {late && <Icon name={late === 'late' ? 'warn' : 'clock'} size={14} />}
      <time dateTime={due}>{times.date(due)}</time>
      {late === 'late' && <span>{t('plan.late', { count: -days })}</span>}
      {late === 'soon' && <span>{days === 0 ? t('plan.due_today') : t('plan.due_tomorrow')}</span>}
    </span>
  );
}

/** The state as a word with the shape of its kind. */
export function ItemState({ planned }: { planned: Planned }) {
  const { t } = useTranslation();
  const { kind, item } = planned;
  return (
    <span className={css.state} data-kind={kind} data-closed={item.closed_seq !== undefined}>
      <span className={css.shape} aria-hidden="true" />
      {t(`plan.kind.${kind}`)} · {t(`plan.state.${kind}.${item.state}` as 'plan.state.action.open')}
    </span>
  );
}
