// The way to the charter, with where it stands: whose signature is missing, or since when it holds.
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useSigned } from '../access/signed';
import type { Snapshot } from '../api/types';
import { meIn } from '../plan/turns';
import { Icon } from '../ui/icon';
import { useTimes } from '../ui/time';
import css from './charters.module.css';
import { inForce, openProposal, signsNow } from './stand';

export default function CharterLink({ state }: { state: Snapshot }) {
  const { t } = useTranslation();
  const times = useTimes();
  const { person } = useSigned();
  const [held, open] = [inForce(state.charters ?? []), openProposal(state.charters ?? [])];
  const mine = open !== undefined && signsNow(open, person.firm_id) && meIn(state, person.id).leads;
  const stands = () => {
    if (mine) return t('charters.my_turn');
    if (open) return `${t('charters.edition', { number: open.number })} · ${t('charters.state.proposed')}`;
    if (held) return `${t('charters.edition', { number: held.number })} · ${t('charters.since', { day: times.shortDate(times.dayKey(held.in_force_at ?? held.created_at)) })}`;
    return t('charters.none');
  };
  return (
    <Link href={`/projects/${state.project.id}/charter`} className={css.way}>
      <span className={css.wayName}>{t('charter.tab')}</span>
      <span className={css.wayState} data-mine={mine}>
        {stands()}
      </span>
      <Icon name="next" size={16} />
    </Link>
  );
}
