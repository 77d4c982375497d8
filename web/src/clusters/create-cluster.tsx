// Founds a cluster; who does it coordinates it.
import { TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { answer, api } from '../api/client';
import { newId } from '../sync/ids';
import { Failure, Form, Submit, useAct } from '../ui/form';
import { Sheet } from '../ui/sheet';

export default function CreateCluster({ onClose }: { onClose(): void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [, go] = useLocation();
  const [id] = useState(newId);
  const [name, setName] = useState('');
  const act = useAct(async (key) => {
    await answer(api.POST('/clusters', { params: { header: { 'Idempotency-Key': key } }, body: { id, name } }));
    await queries.invalidateQueries({ queryKey: ['clusters'] });
    go(`/clusters/${id}`);
  });
  return (
    <Sheet title={t('cluster.found')} onClose={onClose}>
      <Form onSubmit={() => void act.run(name)}>
        <TextInput
          label={t('setup.cluster_name')}
          description={t('setup.cluster_hint')}
          data-autofocus
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={act.fault('/name')}
        />
        <Failure of={act.failure} fields={['/name']} />
        <Submit busy={act.busy}>{t('cluster.found')}</Submit>
      </Form>
    </Sheet>
  );
}
