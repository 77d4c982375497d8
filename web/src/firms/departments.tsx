import { Button, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { may } from '../access/reads';
import { answer, api } from '../api/client';
import type { Department, Firm } from '../api/types';
import { newId } from '../sync/ids';
import { Failure, useAct } from '../ui/form';
import { useOnline } from '../ui/online';
import rows from '../ui/rows.module.css';
import { Empty } from '../ui/states';
import css from './departments.module.css';

export function DepartmentList({ firm, departments }: { firm: Firm; departments: Department[] }) {
  const { t } = useTranslation();
  return (
    <>
      {departments.length === 0 ? (
        <Empty title={t('firm.no_departments')}>{t('firm.no_departments_words')}</Empty>
      ) : (
        <ul className={rows.rows}>
          {departments.map((department) => (
            <li key={department.id} className={rows.row}>
              {department.name}
            </li>
          ))}
        </ul>
      )}
      {may(firm, 'create_department') && <NewDepartment firmId={firm.id} />}
    </>
  );
}

function NewDepartment({ firmId }: { firmId: string }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const online = useOnline();
  const [name, setName] = useState('');
  const [id, setId] = useState(() => newId());
  const act = useAct(async (key, given: string) => {
    await answer(
      api.POST('/firms/{firm_id}/departments', {
        params: { path: { firm_id: firmId }, header: { 'Idempotency-Key': key } },
        body: { id, name: given },
      }),
    );
    setName('');
    setId(newId());
    await queries.invalidateQueries({ queryKey: ['departments', firmId] });
  });
  return (
    <form
      className={css.add}
      onSubmit={(event) => {
        event.preventDefault();
        void act.run(name);
      }}
    >
      <TextInput
        aria-label={t('firm.department_name')}
        placeholder={t('firm.department_name')}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={act.fault('/name')}
        style={{ flex: '1 1 12rem' }}
      />
      <Button type="submit" variant="default" loading={act.busy} disabled={!online || name.trim() === ''}>
        {t('firm.add_department')}
      </Button>
      <Failure of={act.failure} fields={['/name']} />
    </form>
  );
}
