// Where a meeting stands, as a word; and for whom its page waits.
import { useTranslation } from 'react-i18next';
import type { Meeting, Snapshot } from '../api/types';
import { hueKey, nameOf } from '../rooms/who';
import { Ball } from '../ui/ball';
import css from './meetings.module.css';
import { sideOf, speaksFor, waitingFor } from './states';

export function MeetingState({ meeting }: { meeting: Meeting }) {
  const { t } = useTranslation();
  const settled = meeting.state === 'closed' && meeting.closed_seq !== undefined;
  return (
    <span className={css.state} data-state={settled ? 'confirmed' : meeting.state}>
      <span className={css.shape} aria-hidden="true" />
      {settled ? t('meetings.state.confirmed') : t(`meetings.state.${meeting.state as 'planned'}`)}
    </span>
  );
}

/** The ball of a page: the side whose word is missing, and since when. */
export function WaitsFor({ meeting, state, personId }: { meeting: Meeting; state: Snapshot; personId: string }) {
  const { t } = useTranslation();
  const waits = waitingFor(meeting, Date.now());
  if (!waits) return null;
  const { sides, days } = waits;
  const [own, mine] = [sideOf(state, personId), speaksFor(state, personId)];
  const markOf = (side: string) => {
    const party = state.parties.find((each) => each.side === side && !each.department_id) ?? state.parties.find((each) => each.side === side);
    return party && { id: hueKey(party), name: nameOf(party), side };
  };
  return (
    <span className={css.balls}>
      {sides.map((side) => (
        <Ball
          key={side}
          mine={side === mine}
          who={t(side === own ? 'meetings.waits_own' : `meetings.waits.${side}`)}
          mark={markOf(side)}
          since={days < 1 ? t('ball.today') : t('ball.days', { count: days })}
        />
      ))}
    </span>
  );
}
