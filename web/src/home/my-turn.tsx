// What lies with the reader in all projects, by its day.
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useSigned } from '../access/signed';
import type { Turn } from '../api/types';
import { DueDay } from '../plan/item-words';
import type { Planned } from '../plan/turns';
import { Ball } from '../ui/ball';
import rows from '../ui/rows.module.css';

const DAY_MS = 86_400_000;

export function plannedIn(turn: Turn): Planned | undefined {
  if (turn.action) return { kind: 'action', item: turn.action };
  return turn.question && { kind: 'question', item: turn.question };
}

export function MyTurn({ turn }: { turn: Turn }) {
  const { t } = useTranslation();
  const { person } = useSigned();
  const planned = plannedIn(turn);
  if (!planned || (planned.kind !== 'action' && planned.kind !== 'question')) return null;
  const { item, kind } = planned;
  const days = item.ball ? Math.floor((Date.now() - Date.parse(item.ball.since)) / DAY_MS) : 0;
  const asker = kind === 'question' && item.author.person_id !== person.id ? item.author.name : undefined;
  return (
    <li>
      <Link href={`/projects/${turn.project_id}/plan?item=${item.id}`} className={rows.row}>
        <span className={rows.words}>
          <span className={rows.first}>{item.title}</span>
          <span className={rows.second}>
            <span className={rows.code}>{turn.project_code}</span>
            <span>{t(kind === 'question' && item.state === 'answered' ? 'plan.answered_look' : `plan.kind.${kind}`)}</span>
            {asker && <span>{asker}</span>}
            <DueDay planned={planned} />
          </span>
        </span>
        <Ball who="" mine since={days < 1 ? t('ball.today') : t('ball.days', { count: days })} />
      </Link>
    </li>
  );
}
