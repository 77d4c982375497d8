// Routes that a cluster keeps for its projects. The coordinator saves them; every firm of the cluster reads them.
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { may, useClusterRoutes } from '../access/reads';
import type { Cluster, Firm } from '../api/types';
import { ActButton } from '../ui/form';
import { Section } from '../ui/page';
import rows from '../ui/rows.module.css';
import { Empty, Shown } from '../ui/states';

const BuildClusterRoute = lazy(() => import('./build-cluster-route'));

export default function ClusterRoutes({ cluster, firms }: { cluster: Cluster; firms: Firm[] }) {
  const { t } = useTranslation();
  const routes = useClusterRoutes(cluster.id);
  const [building, setBuilding] = useState(false);
  const asked = firms.filter((firm) => firm.status === 'confirmed' && firm.kind !== 'coordinator');
  const add = may(cluster, 'create_route') && asked.length > 0 && (
    <ActButton variant="default" onClick={() => setBuilding(true)}>
      {t('approvals.route.title')}
    </ActButton>
  );
  return (
    <Section title={t('approvals.route.kept')} count={routes.data?.length} act={add}>
      <Shown read={routes} rows={2}>
        {(all) =>
          all.length === 0 ? (
            <Empty title={t('approvals.route.kept_none')}>{t('approvals.route.kept_none_words')}</Empty>
          ) : (
            <ul className={rows.rows}>
              {all.map((route) => (
                <li key={route.id} className={rows.row}>
                  <span className={rows.words}>
                    <span className={rows.first}>{route.name}</span>
                    <span className={rows.second}>{route.steps.map(({ name }, at) => `${at + 1} ${name}`).join(' → ')}</span>
                  </span>
                </li>
              ))}
            </ul>
          )
        }
      </Shown>
      {building && (
        <Suspense>
          <BuildClusterRoute cluster={cluster} firms={asked} onClose={() => setBuilding(false)} />
        </Suspense>
      )}
    </Section>
  );
}
