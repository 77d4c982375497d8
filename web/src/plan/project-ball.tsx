// Whose turn it is in a project as a whole, in its plan and on its designs: the reader's before all, else the party that is
// most pressed.
import { useTranslation } from 'react-i18next';
import { useSigned } from '../access/signed';
import type { Snapshot } from '../api/types';
import { hueKey, nameOf } from '../rooms/who';
import { Ball } from '../ui/ball';
import css from './plan.module.css';
import { meIn, mostPressed } from './turns';

const DAY_MS = 86_400_000;

/** `quiet` says in words that nobody is waited for. */
export function ProjectBall({ state, quiet = false }: { state: Snapshot; quiet?: boolean }) {
  const { t } = useTranslation();
  const { person } = useSigned();
  const pressed = mostPressed(state, meIn(state, person.id));
  if (!pressed) return quiet ? <span className={css.quiet}>{t('plan.nobody')}</span> : null;
  const days = Math.floor((Date.now() - pressed.since) / DAY_MS);
  const party = state.parties.find((each) => each.id === pressed.party_id);
  return (
    <Ball
      mine={pressed.mine}
      who={party ? nameOf(party) : ''}
      mark={party && { id: hueKey(party), name: nameOf(party), side: party.side }}
      count={pressed.count}
      since={days < 1 ? t('ball.today') : t('ball.days', { count: days })}
    />
  );
}
