// An approval in the stream: its run as it stood then, whose turn it was, and the way to it.
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useSigned } from '../access/signed';
import type { Approval } from '../api/types';
import { isMine } from '../plan/turns';
import { addressOf } from '../rooms/targets';
import type { Who } from '../rooms/who';
import css from './approval-card.module.css';
import { awaited, isOpen } from './run';
import { RunStrip } from './run-strip';
import { ApprovalState } from './words';

export default function ApprovalCard({ approval, who }: { approval: Approval; who: Who }) {
  const { t } = useTranslation();
  const { person } = useSigned();
  const me = { person_id: person.id, parties: who.partiesOf(person.id) };
  const waits = awaited(approval);
  const mine = waits.filter(({ party_id, person_id }) => isMine({ party_id, since: '', ...(person_id === undefined ? {} : { person_id }) }, me));
  const names = [...new Set(waits.map(({ party_id }) => who.partyName(party_id)))];
  return (
    <Link href={addressOf({ project: approval.project_id, kind: 'approval', id: approval.id })} className={css.card}>
      <RunStrip approval={approval} mine={mine.map(({ seat_id }) => seat_id)} />
      {isOpen(approval) ? <span className={css.waits}>{names.join(', ')}</span> : <ApprovalState approval={approval} meaning />}
      <span className={css.look}>{t('approval.look')}</span>
    </Link>
  );
}
