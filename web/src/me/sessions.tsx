import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { may } from '../access/reads';
import { useKept } from '../access/signed';
import { answer, api } from '../api/client';
import type { Session } from '../api/types';
import { ActButton, Failure, useAct } from '../ui/form';
import rows from '../ui/rows.module.css';
import { Shown } from '../ui/states';
import { useTimes } from '../ui/time';

export function Sessions() {
  const read = useKept<Session[]>(['sessions'], async () => (await answer(api.GET('/sessions'))).items);
  return (
    <Shown read={read} rows={2}>
      {(all) => (
        <ul className={rows.rows}>
          {all.map((each) => (
            <SessionRow key={each.id} session={each} />
          ))}
        </ul>
      )}
    </Shown>
  );
}

function SessionRow({ session }: { session: Session }) {
  const { t } = useTranslation();
  const times = useTimes();
  const queries = useQueryClient();
  const name = session.device_name ?? t('me.unnamed_device');
  const act = useAct(async (key) => {
    await answer(
      api.DELETE('/sessions/{session_id}', {
        params: { path: { session_id: session.id }, header: { 'Idempotency-Key': key } },
      }),
    );
    await queries.invalidateQueries({ queryKey: ['sessions'] });
  });
  const ends = !session.current && (session.allowed_actions === undefined || may(session, 'delete_session'));
  return (
    <li className={rows.row} style={{ flexWrap: 'wrap' }}>
      <span className={rows.words}>
        <span className={rows.first}>{name}</span>
        <span className={rows.second}>
          {session.current ? (
            <strong>{t('me.this_device')}</strong>
          ) : (
            <span>{t('me.last_seen', { at: times.full(session.last_seen_at) })}</span>
          )}
        </span>
      </span>
      {ends && (
        <ActButton
          variant="outline"
          color="red"
          loading={act.busy}
          aria-label={`${name}: ${t('me.end_session')}`}
          onClick={() => void act.run()}
        >
          {t('me.end_session')}
        </ActButton>
      )}
      <Failure of={act.failure} />
    </li>
  );
}
