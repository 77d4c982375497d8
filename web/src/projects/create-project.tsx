import { Checkbox, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import { may, useClusters, useFirms } from '../access/reads';
import { answer, api } from '../api/client';
import type { Cluster } from '../api/types';
import { newId } from '../sync/ids';
import { DayField } from '../ui/day-field';
import { Failure, Form, Submit, useAct } from '../ui/form';
import { Page } from '../ui/page';
import { Empty, Shown } from '../ui/states';
import css from './create-project.module.css';

const FIELDS = ['code', 'name', 'summary', 'customer_firm_id', 'supplier_firm_ids', 'starts_on', 'due_on'].map(
  (field) => `/${field}`,
);

export default function CreateProject() {
  const { t } = useTranslation();
  const clusters = useClusters();
  return (
    <Page title={t('create.title')} line={t('create.line')} back={{ to: '/projects', label: t('nav.projects') }}>
      <Shown read={clusters} forbidden={t('create.forbidden')}>
        {(all) => {
          const open = all.filter((cluster) => may(cluster, 'create_project'));
          return open.length === 0 ? <Empty title={t('create.nowhere')} act={<Link href="/firms">{t('create.to_firms')}</Link>}>{t('firms.no_cluster_words')}</Empty> : <Fields clusters={open} />;
        }}
      </Shown>
    </Page>
  );
}

function Fields({ clusters }: { clusters: Cluster[] }) {
  const { t } = useTranslation();
  const [, go] = useLocation();
  const queries = useQueryClient();
  const [id] = useState(() => newId());
  const [cluster_id, setCluster] = useState(clusters[0]?.id ?? '');
  const [given, setGiven] = useState({ code: '', name: '', summary: '', starts_on: '', due_on: '' });
  const [customer, setCustomer] = useState('');
  const [suppliers, setSuppliers] = useState<string[]>([]);
  const firms = useFirms(cluster_id);
  const confirmed = (firms.data ?? []).filter((firm) => firm.status === 'confirmed' || firm.kind === 'coordinator');
  const customers = confirmed.filter((firm) => firm.kind !== 'coordinator');
  const chosen = suppliers.filter((each) => each !== customer);
  const put = (field: keyof typeof given) => (value: string) => setGiven((before) => ({ ...before, [field]: value }));
  const set = (field: keyof typeof given) => (event: { currentTarget: { value: string } }) => put(field)(event.currentTarget.value);
  const act = useAct(async (key) => {
    const { starts_on, due_on, ...words } = given;
    const project = await answer(
      api.POST('/clusters/{cluster_id}/projects', {
        params: { path: { cluster_id }, header: { 'Idempotency-Key': key } },
        body: {
          id,
          ...words,
          customer_firm_id: customer,
          supplier_firm_ids: chosen,
          ...(starts_on ? { starts_on } : {}),
          ...(due_on ? { due_on } : {}),
        },
      }),
    );
    await queries.invalidateQueries({ queryKey: ['projects'] });
    go(`/projects/${project.id}`);
  });
  if (firms.data && confirmed.length < 2) {
    return (
      <Empty title={t('create.no_firms')} act={<Link href={`/clusters/${cluster_id}`}>{t('create.to_cluster')}</Link>}>
        {t('create.no_firms_words')}
      </Empty>
    );
  }
  return (
    <div className={css.narrow}>
      <Form onSubmit={() => void act.run(given, customer, chosen)}>
        {clusters.length > 1 && (
          <NativeSelect
            label={t('word.cluster')}
            value={cluster_id}
            data={clusters.map((cluster) => ({ value: cluster.id, label: cluster.name }))}
            onChange={(event) => {
              setCluster(event.currentTarget.value);
              setCustomer('');
              setSuppliers([]);
            }}
          />
        )}
        <div className={css.pair} data-first="narrow">
          <TextInput label={t('create.code')} placeholder={t('create.code_example')} value={given.code} onChange={set('code')} error={act.fault('/code')} maxLength={32} />
          <TextInput label={t('create.name')} value={given.name} onChange={set('name')} error={act.fault('/name')} maxLength={200} />
        </div>
        <Textarea label={t('create.summary')} value={given.summary} onChange={set('summary')} error={act.fault('/summary')} autosize minRows={2} maxRows={8} />
        <NativeSelect
          label={t('create.customer')}
          value={customer}
          data={[{ value: '', label: t('create.choose') }, ...customers.map((firm) => ({ value: firm.id, label: firm.name }))]}
          onChange={(event) => setCustomer(event.currentTarget.value)}
          error={act.fault('/customer_firm_id')}
        />
        <Checkbox.Group label={t('create.suppliers')} value={chosen} onChange={setSuppliers} error={act.fault('/supplier_firm_ids')}>
          <div className={css.checks}>
            {confirmed
              .filter((firm) => firm.id !== customer)
              .map((firm) => (
                <Checkbox key={firm.id} value={firm.id} label={firm.name} />
              ))}
          </div>
        </Checkbox.Group>
        <div className={css.pair}>
          <DayField label={t('create.starts_on')} value={given.starts_on} onChange={put('starts_on')} error={act.fault('/starts_on')} />
          <DayField label={t('create.due_on')} value={given.due_on} onChange={put('due_on')} error={act.fault('/due_on')} />
        </div>
        <Failure of={act.failure} fields={FIELDS} />
        <Submit busy={act.busy}>{t('create.do')}</Submit>
      </Form>
    </div>
  );
}
