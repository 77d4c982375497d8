// Mail about the firm's people that did not leave, for its administrators.
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { may } from '../access/reads';
import { useKept } from '../access/signed';
import { answer, api, everyPage } from '../api/client';
import type { MailFailure } from '../api/types';
import { ActButton, Failure, useAct } from '../ui/form';
import { Section } from '../ui/page';
import rows from '../ui/rows.module.css';
import { Shown } from '../ui/states';
import { useTimes } from '../ui/time';
import css from './unsent-mail.module.css';

const MINUTE = 60_000;
const KINDS = ['notices', 'invite_firm', 'invite_person', 'session_ended', 'password_reset', 'password_changed'] as const;
const STATES = ['retrying', 'given_up'] as const;
const REASONS = ['unreachable', 'refused', 'invalid_address'] as const;

export default function UnsentMail({ firmId }: { firmId: string }) {
  const { t } = useTranslation();
  const read = useKept<MailFailure[]>(
    ['mail-failures', firmId],
    () =>
      everyPage((after) =>
        answer(
          api.GET('/firms/{firm_id}/mail-failures', {
            params: { path: { firm_id: firmId }, query: { limit: 200, ...(after ? { after } : {}) } },
          }),
        ),
      ),
    { every: MINUTE },
  );
  return (
    <Section title={t('unsent_mail.title')} count={read.data?.length}>
      <Shown read={read} rows={1}>
        {(all) =>
          all.length === 0 ? (
            <p className={rows.quiet}>{t('unsent_mail.none')}</p>
          ) : (
            <ul className={rows.rows}>
              {all.map((failure) => (
                <Unsent key={failure.id} firmId={firmId} failure={failure} />
              ))}
            </ul>
          )
        }
      </Shown>
    </Section>
  );
}

function Unsent({ firmId, failure }: { firmId: string; failure: MailFailure }) {
  const { t } = useTranslation();
  const times = useTimes();
  const queries = useQueryClient();
  const act = useAct(async () => {
    const path = { firm_id: firmId, failure_id: failure.id };
    await answer(api.POST('/firms/{firm_id}/mail-failures/{failure_id}/retries', { params: { path }, body: {} }));
    await queries.invalidateQueries({ queryKey: ['mail-failures', firmId] });
  });
  const kind = KINDS.find((known) => known === failure.kind) ?? 'other';
  const state = STATES.find((known) => known === failure.state) ?? 'retrying';
  const reason = REASONS.find((known) => known === failure.reason) ?? 'refused';
  return (
    <li className={rows.row} style={{ flexWrap: 'wrap' }}>
      <span className={rows.words}>
        <span className={css.address}>{failure.to}</span>
        <span className={rows.second}>
          <span className={css.state} data-state={state}>
            {t(`unsent_mail.state.${state}`)}
          </span>
          <span>{t(`unsent_mail.kind.${kind}`)}</span>
          <span>{t(`unsent_mail.reason.${reason}`)}</span>
          <span>{t('unsent_mail.tries', { count: failure.attempts })}</span>
          <span>{t('unsent_mail.last', { at: times.full(failure.last_at) })}</span>
        </span>
      </span>
      {may(failure, 'retry_mail') && (
        <ActButton
          variant="default"
          loading={act.busy}
          aria-label={`${failure.to}: ${t('unsent_mail.again')}`}
          onClick={() => void act.run()}
        >
          {t('unsent_mail.again')}
        </ActButton>
      )}
      <Failure of={act.failure} />
    </li>
  );
}
