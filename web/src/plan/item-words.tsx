// What an item says of itself in a list: its kind, its day, whose turn it is.
import { useTranslation } from 'react-i18next';
import type { Ball as WireBall } from '../api/types';
import { hueKey, nameOf, type Who } from '../rooms/who';
import { Ball } from '../ui/ball';
import { Icon } from '../ui/icon';
import { useTimes } from '../ui/time';
import css from './plan.module.css';
import { daysUntil, dueOf, isMine, isOpen, lateness, type Kind, type Me, type Planned } from './turns';

const DAY_MS = 86_400_000;

/** The ball of an item: the party's mark and how long it lies there. */
export function BallToken({ ball, who, me }: { ball: WireBall; who: Who; me: Pick<Me, 'person_id' | 'parties'> }) {
  const { t } = useTranslation();
  const times = useTimes();
  const party = who.party(ball.party_id);
  const person = ball.person_id === undefined ? undefined : who.member(ball.person_id)?.name;
  const asked = ball.with_person_id === undefined ? undefined : who.member(ball.with_person_id)?.name;
  const holder = person ?? (party ? nameOf(party) : '');
  const days = Math.floor((Date.now() - Date.parse(ball.since)) / DAY_MS);
  return (
    <Ball
      mine={isMine(ball, me)}
      who={asked === undefined ? holder : `${holder} · ${t('ball.with', { who: asked })}`}
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
  const words = () => {
    const on = times.shortDate(due);
    if (late === 'late') return t('plan.late', { on, count: -days });
    if (late === 'soon') return t(days === 0 ? 'plan.due_today' : 'plan.due_tomorrow');
    return isOpen(planned) ? t('plan.due_on', { on }) : times.date(due);
  };
  return (
    <span className={`${css.due} figures`} data-late={late}>
      {late && <Icon name={late === 'late' ? 'warn' : 'clock'} size={14} />}
      <time dateTime={due}>{words()}</time>
    </span>
  );
}

/** The shape that stands for a kind everywhere. */
export function KindShape({ kind, closed = false }: { kind: Kind; closed?: boolean }) {
  return <span className={css.shape} data-kind={kind} data-closed={closed} aria-hidden="true" />;
}

/** The state as a word with the shape of its kind. */
export function ItemState({ planned }: { planned: Planned }) {
  const { t } = useTranslation();
  const { kind, item } = planned;
  return (
    <span className={css.state}>
      <KindShape kind={kind} closed={item.closed_seq !== undefined} />
      {t(`plan.kind.${kind}`)} · {t(`plan.state.${kind}.${item.state}` as 'plan.state.action.open')}
    </span>
  );
}
