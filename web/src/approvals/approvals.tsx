// All approvals of a project, or one of them: what the address names.
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useSearch } from 'wouter';
import { useKept, useSigned } from '../access/signed';
import type { Approval, Snapshot } from '../api/types';
import { meIn } from '../plan/turns';
import type { Who } from '../rooms/who';
import type { RoomView } from '../sync/room';
import { Acts } from '../ui/acts';
import { ActButton } from '../ui/form';
import { Section } from '../ui/page';
import rows from '../ui/rows.module.css';
import { Empty, Loading, Shown } from '../ui/states';
import tab from '../ui/tab.module.css';
import { ApprovalRow } from './approval-row';
import { grouped, newest } from './run';
import { approvalsOf } from './writes';

const ApprovalScreen = lazy(() => import('./approval-screen'));
const SubmitSheet = lazy(() => import('./submit-sheet'));

export default function Approvals({ room, who, approvalId }: { room: RoomView; who: Who; approvalId: string | undefined }) {
  if (!room.state) return <Loading rows={6} />;
  if (approvalId === undefined) return <All state={room.state} who={who} />;
  return (
    <Suspense fallback={<Loading rows={6} />}>
      <ApprovalScreen key={approvalId} state={room.state} who={who} id={approvalId} />
    </Suspense>
  );
}

function All({ state, who }: { state: Snapshot; who: Who }) {
  const { t } = useTranslation();
  const { person } = useSigned();
  const [, go] = useLocation();
  const asked = new URLSearchParams(useSearch()).get('submit') ?? undefined;
  const [submitting, setSubmitting] = useState(asked !== undefined);
  const me = meIn(state, person.id);
  const project = state.project.id;
  const read = useKept<Approval[]>(['approvals', project], () => approvalsOf(project));
  const writes = ['lead', 'contributor'].includes(me.role) && (state.designs ?? []).some(({ party_id }) => me.parties.includes(party_id));
  const close = () => {
    setSubmitting(false);
    if (asked !== undefined) go(`/projects/${project}/approvals`, { replace: true });
  };
  return (
    <div className={tab.tab}>
      {writes && (
        <Acts>
          <ActButton onClick={() => setSubmitting(true)}>{t('approvals.submit.open')}</ActButton>
        </Acts>
      )}
      <Shown read={read} rows={6}>
        {(known) => {
          const { open, closed } = grouped(newest(known, state.approvals ?? []));
          if (open.length + closed.length === 0) {
            return (
              <Section title={t('approvals.title')} count={0}>
                <Empty title={t('approvals.none_title')}>{t('approvals.none')}</Empty>
              </Section>
            );
          }
          return (
            <>
              <Section title={t('approvals.open')} count={open.length}>
                {open.length === 0 ? <p className={rows.quiet}>{t('approvals.none_open')}</p> : list(open)}
              </Section>
              {closed.length > 0 && (
                <Section title={t('approvals.closed')} count={closed.length}>
                  {list(closed)}
                </Section>
              )}
            </>
          );
        }}
      </Shown>
      {submitting && (
        <Suspense>
          <SubmitSheet state={state} who={who} me={me} revisionId={asked} onClose={close} />
        </Suspense>
      )}
    </div>
  );

  function list(all: readonly Approval[]) {
    return (
      <ul className={rows.rows}>
        {all.map((approval) => (
          <ApprovalRow key={approval.id} approval={approval} who={who} me={me} />
        ))}
      </ul>
    );
  }
}
