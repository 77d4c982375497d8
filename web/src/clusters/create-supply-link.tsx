import { NativeSelect, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answer, api } from '../api/client';
import type { Firm } from '../api/types';
import { newId } from '../sync/ids';
import { Failure, Form, Submit, useAct } from '../ui/form';
import { Sheet } from '../ui/sheet';

interface CreateSupplyLinkProps {
  clusterId: string;
  /** Confirmed ones. */
  firms: Firm[];
  onClose(): void;
}

export default function CreateSupplyLink({ clusterId, firms, onClose }: CreateSupplyLinkProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [id] = useState(newId);
  const [supplier_firm_id, setSupplier] = useState('');
  const [customer_firm_id, setCustomer] = useState('');
  const [goods, setGoods] = useState('');
  const act = useAct(async (key) => {
    await answer(
      api.POST('/clusters/{cluster_id}/supply-links', {
        params: { path: { cluster_id: clusterId }, header: { 'Idempotency-Key': key } },
        body: { id, supplier_firm_id, customer_firm_id, goods },
      }),
    );
    await queries.invalidateQueries({ queryKey: ['supply-links', clusterId] });
    onClose();
  });
  const options = (other: string) => [
    { value: '', label: t('create.choose') },
    ...firms.filter((firm) => firm.id !== other).map((firm) => ({ value: firm.id, label: firm.name })),
  ];
  return (
    <Sheet title={t('supply.add')} onClose={onClose}>
      <Form onSubmit={() => void act.run(supplier_firm_id, customer_firm_id, goods)}>
        <NativeSelect
          label={t('supply.supplier')}
          data-autofocus
          value={supplier_firm_id}
          data={options(customer_firm_id)}
          onChange={(event) => setSupplier(event.currentTarget.value)}
          error={act.fault('/supplier_firm_id')}
        />
        <NativeSelect
          label={t('supply.customer')}
          value={customer_firm_id}
          data={options(supplier_firm_id)}
          onChange={(event) => setCustomer(event.currentTarget.value)}
          error={act.fault('/customer_firm_id')}
        />
        <TextInput label={t('supply.goods')} value={goods} onChange={(event) => setGoods(event.currentTarget.value)} error={act.fault('/goods')} />
        <Failure of={act.failure} fields={['/supplier_firm_id', '/customer_firm_id', '/goods']} />
        <Submit busy={act.busy}>{t('supply.do')}</Submit>
      </Form>
    </Sheet>
  );
}
