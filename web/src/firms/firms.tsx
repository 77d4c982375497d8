// The firms around the reader: the clusters and the own firm.
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { may, useClusters, useMe } from '../access/reads';
import { useSigned } from '../access/signed';
import { useDesk } from '../ui/desk';
import { ActButton } from '../ui/form';
import { Icon } from '../ui/icon';
import { FirmMark } from '../ui/firm-mark';
import { Page, Section } from '../ui/page';
import rows from '../ui/rows.module.css';
import { Empty, Shown } from '../ui/states';

const CreateCluster = lazy(() => import('../clusters/create-cluster'));

export default function Firms() {
  const { t } = useTranslation();
  const { person } = useSigned();
  const clusters = useClusters();
  const me = useMe();
  const desk = useDesk();
  const [founding, setFounding] = useState(false);
  const found = may(me.data, 'create_cluster') && (
    <ActButton variant="default" onClick={() => setFounding(true)}>
      {t('cluster.found')}
    </ActButton>
  );
  return (
    <Page title={t('nav.firms')} line={t('firms.line')} back={desk ? undefined : { to: '/me', label: t('nav.me') }}>
      <Section title={t('firms.mine')}>
        <ul className={rows.rows}>
          <li>
            <Link href={`/firms/${person.firm_id}`} className={rows.row}>
              <FirmMark id={person.firm_id} name={person.firm_name} />
              <span className={rows.words}>
                <span className={rows.first}>{person.firm_name}</span>
                <span className={rows.second}>{t('firms.mine_words')}</span>
              </span>
              <Icon name="next" />
            </Link>
          </li>
        </ul>
      </Section>
      <Shown read={clusters} rows={2}>
        {(all) => (
          <Section title={t('word.cluster')} count={all.length} act={found}>
            {all.length === 0 ? (
              <Empty title={t('firms.no_cluster')}>{t('firms.no_cluster_words')}</Empty>
            ) : (
              <ul className={rows.rows}>
                {all.map((cluster) => (
                  <li key={cluster.id}>
                    <Link href={`/clusters/${cluster.id}`} className={rows.row}>
                      <span className={rows.words}>
                        <span className={rows.first}>{cluster.name}</span>
                        <span className={rows.second}>
                          {may(cluster, 'invite_firm') ? t('firms.coordinated') : t('firms.joined')}
                        </span>
                      </span>
                      <Icon name="next" />
                    </Link>
                  </li>
                ))}
              </ul>
            )}
          </Section>
        )}
      </Shown>
      {founding && (
        <Suspense>
          <CreateCluster onClose={() => setFounding(false)} />
        </Suspense>
      )}
    </Page>
  );
}
