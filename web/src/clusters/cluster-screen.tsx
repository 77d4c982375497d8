// The firms of a cluster and where each stands on its way in.
import { useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { may, useClusters, useFirms } from '../access/reads';
import { answer, api } from '../api/client';
import { withTexts } from '../i18n/late';
import type { Firm } from '../api/types';
import { Ball } from '../ui/ball';
import { CopyLink } from '../ui/copy-link';
import { ActButton, Failure, useAct } from '../ui/form';
import { Mark } from '../ui/mark';
import { Page, Section } from '../ui/page';
import rows from '../ui/rows.module.css';
import { Empty, Shown } from '../ui/states';
import { StateWord } from '../ui/state-word';
import { SupplyLinks } from './supply-links';

const InviteFirm = lazy(() => import('./invite-firm'));
const ClusterRoutes = lazy(() => withTexts(import('./cluster-routes'), 'approvals'));

export default function ClusterScreen({ id }: { id: string }) {
  const { t } = useTranslation();
  const clusters = useClusters();
  const firms = useFirms(id);
  const [inviting, setInviting] = useState(false);
  const cluster = clusters.data?.find((each) => each.id === id);
  const invite = may(cluster, 'invite_firm') && <ActButton onClick={() => setInviting(true)}>{t('cluster.invite')}</ActButton>;
  return (
    <Page
      title={cluster?.name ?? t('word.cluster')}
      line={t('cluster.line')}
      back={{ to: '/firms', label: t('nav.firms') }}
      act={invite}
    >
      <Shown read={firms} rows={6}>
        {(all) => (
          <>
            <Section title={t('cluster.firms')} count={all.length}>
              {all.length === 0 ? (
                <Empty title={t('cluster.none')}>
                  {t('cluster.none_words')}
                </Empty>
              ) : (
                <ul className={rows.rows}>
                  {all.map((firm) => (
                    <FirmRow key={firm.id} firm={firm} clusterId={id} />
                  ))}
                </ul>
              )}
            </Section>
            {cluster && <SupplyLinks cluster={cluster} firms={all} />}
            {cluster && (
              <Suspense>
                <ClusterRoutes cluster={cluster} firms={all} />
              </Suspense>
            )}
          </>
        )}
      </Shown>
      {inviting && (
        <Suspense>
          <InviteFirm clusterId={id} onClose={() => setInviting(false)} />
        </Suspense>
      )}
    </Page>
  );
}

function FirmRow({ firm, clusterId }: { firm: Firm; clusterId: string }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const confirms = firm.status === 'accepted' && may(firm, 'confirm_firm');
  const confirm = useAct(async (key) => {
    await answer(
      api.POST('/clusters/{cluster_id}/firms/{firm_id}/confirmation', {
        params: { path: { cluster_id: clusterId, firm_id: firm.id }, header: { 'Idempotency-Key': key } },
        body: {},
      }),
    );
    await queries.invalidateQueries({ queryKey: ['firms', clusterId] });
  });
  const { invitation_id } = firm;
  return (
    <li>
      <div className={rows.row} style={{ flexWrap: 'wrap' }}>
        <Mark id={firm.id} name={firm.name} side={firm.kind} />
        <span className={rows.words}>
          <span className={rows.first}>{firm.name}</span>
          <span className={rows.second}>
            {firm.kind && <span>{t(`side.${firm.kind as 'customer' | 'supplier' | 'coordinator'}`)}</span>}
            {firm.business_number && <span className="figures">{firm.business_number}</span>}
            {!confirms && firm.status && <StateWord state={firm.status as 'invited' | 'accepted' | 'confirmed'} />}
          </span>
        </span>
        <span className={rows.acts}>
          {confirms && (
            <>
              <Ball who="" mine />
              <ActButton loading={confirm.busy} onClick={() => void confirm.run()} aria-label={`${firm.name}: ${t('cluster.confirm')}`}>
                {t('cluster.confirm')}
              </ActButton>
            </>
          )}
          {firm.status === 'invited' && invitation_id && (
            <CopyLink
              label={firm.name}
              fetch={() =>
                answer(
                  api.GET('/clusters/{cluster_id}/firm-invitations/{invitation_id}/link', {
                    params: { path: { cluster_id: clusterId, invitation_id } },
                  }),
                )
              }
            />
          )}
        </span>
      </div>
      <Failure of={confirm.failure} />
    </li>
  );
}
