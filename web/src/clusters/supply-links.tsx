// Who supplies whom in a cluster. The coordinator writes it down; every firm of the cluster reads it.
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { may, useSupplyLinks } from '../access/reads';
import type { Cluster, Firm, SupplyLink } from '../api/types';
import { ActButton } from '../ui/form';
import { Mark } from '../ui/mark';
import { Section } from '../ui/page';
import rows from '../ui/rows.module.css';
import { Empty, Shown } from '../ui/states';

const CreateSupplyLink = lazy(() => import('./create-supply-link'));

export function SupplyLinks({ cluster, firms }: { cluster: Cluster; firms: Firm[] }) {
  const { t } = useTranslation();
  const links = useSupplyLinks(cluster.id);
  const [adding, setAdding] = useState(false);
  const confirmed = firms.filter((firm) => firm.status === 'confirmed' && firm.kind !== 'coordinator');
  const add = may(cluster, 'create_supply_link') && confirmed.length > 1 && (
    <ActButton variant="default" onClick={() => setAdding(true)}>
      {t('supply.add')}
    </ActButton>
  );
  return (
    <Section title={t('supply.title')} count={links.data?.length} act={add}>
      <Shown read={links} rows={2}>
        {(all) =>
          all.length === 0 ? (
            <Empty title={t('supply.none')}>{t('supply.none_words')}</Empty>
          ) : (
            <ul className={rows.rows}>
              {all.map((link) => (
                <LinkRow key={link.id} link={link} firms={firms} />
              ))}
            </ul>
          )
        }
      </Shown>
      {adding && (
        <Suspense>
          <CreateSupplyLink clusterId={cluster.id} firms={confirmed} onClose={() => setAdding(false)} />
        </Suspense>
      )}
    </Section>
  );
}

function LinkRow({ link, firms }: { link: SupplyLink; firms: Firm[] }) {
  const { t } = useTranslation();
  const name = (id: string) => firms.find((firm) => firm.id === id)?.name ?? t('word.firm');
  const [supplier, customer] = [name(link.supplier_firm_id), name(link.customer_firm_id)];
  return (
    <li className={rows.row}>
      <Mark id={link.supplier_firm_id} name={supplier} side="supplier" />
      <span className={rows.words}>
        <span className={rows.first}>{t('supply.line', { supplier, customer })}</span>
        <span className={rows.second}>{link.goods}</span>
      </span>
    </li>
  );
}
