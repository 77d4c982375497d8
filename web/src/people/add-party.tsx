import { NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDepartments, useFirms } from '../access/reads';
import { answer, api } from '../api/client';
import type { Snapshot } from '../api/types';
import { newId } from '../sync/ids';
import { Failure, Form, Submit, useAct } from '../ui/form';
import { Sheet } from '../ui/sheet';

export default function AddParty({ state, onClose }: { state: Snapshot; onClose(): void }) {
  const { t } = useTranslation();
  const { project, parties } = state;
  const [id] = useState(() => newId());
  const ids = [project.customer_firm_id, ...project.supplier_firm_ids];
  const listed = useFirms(project.cluster_id);
  const nameFor = (firmId: string) =>
    parties.find((party) => party.firm_id === firmId)?.firm_name ??
    listed.data?.find((firm) => firm.id === firmId)?.name ??
    firmId;
  const [firm_id, setFirm] = useState(ids[0] ?? '');
  const [department_id, setDepartment] = useState('');
  const departments = useDepartments(firm_id);
  const taken = new Set(parties.filter((party) => party.firm_id === firm_id).map((party) => party.department_id ?? ''));
  const free = (departments.data ?? []).filter((department) => !taken.has(department.id));
  const project_id = project.id;
  const act = useAct(async (key) => {
    await answer(
      api.POST('/projects/{project_id}/parties', {
        params: { path: { project_id }, header: { 'Idempotency-Key': key } },
        body: { id, firm_id, ...(department_id ? { department_id } : {}) },
      }),
    );
    onClose();
  });
  const nothing = taken.has('') && free.length === 0;
  return (
    <Sheet title={t('people.add_party')} onClose={onClose}>
      <Form onSubmit={() => void act.run(firm_id, department_id)}>
        <NativeSelect
          label={t('word.firm')}
          value={firm_id}
          data={ids.map((value) => ({ value, label: nameFor(value) }))}
          onChange={(event) => {
            setFirm(event.currentTarget.value);
            setDepartment('');
          }}
          error={act.fault('/firm_id')}
        />
        <NativeSelect
          label={t('word.department')}
          value={department_id}
          disabled={nothing}
          description={nothing ? t('people.no_department_left') : undefined}
          data={[
            taken.has('') ? { value: '', label: t('create.choose') } : { value: '', label: t('people.whole_firm') },
            ...free.map((department) => ({ value: department.id, label: department.name })),
          ]}
          onChange={(event) => setDepartment(event.currentTarget.value)}
          error={act.fault('/department_id')}
        />
        <Failure of={act.failure} fields={['/firm_id', '/department_id']} />
        <Submit busy={act.busy} disabled={nothing || (taken.has('') && department_id === '')}>
          {t('people.add_party_do')}
        </Submit>
      </Form>
    </Sheet>
  );
}
