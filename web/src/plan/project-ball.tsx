// Whose turn it is in a project as a whole: the reader's before all, else the party that is most pressed.
import { useTranslation } from 'react-i18next';
import { useSigned } from '../access/signed';
import type { Snapshot } from '../api/types';
import { hueKey, nameOf } from '../rooms/who';
import { Ball } from '../ui/ball';
import css from './plan.module.css';
import { meIn, pressed } from './turns';

const DAY_MS = 86_400_000;

/** `quiet` says in words that nobody is waited for. */
export function ProjectBall({ state, quiet = false }: { state: Snapshot; quiet?: boolean }) {
  const { t } = useTranslation();
  const { person } = useSigned();
  const group = pressed(state, meIn(state, person.id));
  if (!group) return quiet ? <span className={css.quiet}>{t('plan.nobody')}</span> : null;
  const days = Math.floor((Date.now() - Date.parse(group.since)) / DAY_MS);
  const party = state.parties.find((each) => each.id === group.party_id);
  return (
    <Ball
      mine={group.mine}
      who={party ? nameOf(party) : ''}
      mark={party && { id: hueKey(party), name: nameOf(party), side: party.side }}
      count={group.count}
      since={days < 1 ? t('ball.today') : t('ball.days', { count: days })}
    />
  );
}
