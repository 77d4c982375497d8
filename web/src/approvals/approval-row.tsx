// An approval in a list: what is decided on, how far its run is, whose ball, since when, until when.
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { Approval } from '../api/types';
import { BallToken } from '../plan/item-words';
import { isMine, type Me } from '../plan/turns';
import { addressOf } from '../rooms/targets';
import type { Who } from '../rooms/who';
import { Icon } from '../ui/icon';
import rows from '../ui/rows.module.css';
import css from './approvals.module.css';
import { awaited, ballsOf, isOpen } from './run';
import { RunStrip } from './run-strip';
import { ApprovalState, Due, RevisionWords } from './words';

const MOST_BALLS = 3;

export function ApprovalRow({ approval, who, me }: { approval: Approval; who: Who; me: Me }) {
  const { t } = useTranslation();
  const balls = ballsOf(approval, (ball) => isMine(ball, me));
  const mine = awaited(approval).filter(({ party_id, person_id }) => isMine({ party_id, since: '', ...(person_id ? { person_id } : {}) }, me));
  const { purpose, revisions } = approval.submission;
  return (
    <li>
      <Link href={addressOf({ project: approval.project_id, kind: 'approval', id: approval.id })} className={rows.row}>
        <span className={rows.words}>
          <span className={rows.first}>
            <span className={rows.code}>{t('approvals.one', { number: approval.number })}</span>
            <RevisionWords of={revisions} />
          </span>
          {purpose && <span className={`${rows.second} ${css.purpose}`}>{purpose}</span>}
          <span className={`${rows.second} ${css.line}`}>
            <RunStrip approval={approval} mine={mine.map(({ seat_id }) => seat_id)} />
            <ApprovalState approval={approval} meaning={!isOpen(approval)} />
            <Due approval={approval} />
            {approval.restricted && (
              <span className={css.state}>
                <Icon name="lock" size={14} />
                {t('approvals.restricted')}
              </span>
            )}
          </span>
        </span>
        {balls.length > 0 && (
          <span className={css.balls}>
            {balls.slice(0, MOST_BALLS).map((ball) => (
              <BallToken key={ball.party_id} ball={ball} who={who} me={me} />
            ))}
            {balls.length > MOST_BALLS && <span className="figures">+{balls.length - MOST_BALLS}</span>}
          </span>
        )}
      </Link>
    </li>
  );
}
