// What an administrator may change of a person: the departments, and whether they can sign in.
import { Button, Checkbox } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSigned } from '../access/signed';
import { answer, api } from '../api/client';
import type { Department, Person } from '../api/types';
import { ActButton, Failure, Form, Submit, useAct } from '../ui/form';
import { Sheet } from '../ui/sheet';

interface PersonSheetProps {
  person: Person;
  departments: Department[];
  onClose(): void;
}

export default function PersonSheet({ person, departments, onClose }: PersonSheetProps) {
  const { t } = useTranslation();
  const { person: me } = useSigned();
  const queries = useQueryClient();
  const [units, setUnits] = useState(person.department_ids);
  const [sure, setSure] = useState(false);
  const locked = person.status === 'locked';
  const act = useAct(async (_key, change: { department_ids?: string[]; status?: string }) => {
    await answer(api.PATCH('/people/{person_id}', { params: { path: { person_id: person.id } }, body: change }));
    await queries.invalidateQueries({ queryKey: ['people', person.firm_id] });
    onClose();
  });
  return (
    <Sheet title={person.name} onClose={onClose}>
      <Form onSubmit={() => void act.run({ department_ids: units })}>
        <Checkbox.Group label={t('firm.departments')} value={units} onChange={setUnits} error={act.fault('/department_ids')}>
          <div style={{ display: 'flex', flexWrap: 'wrap', gap: '12px 24px', padding: '10px 0' }}>
            {departments.map((unit) => (
              <Checkbox key={unit.id} value={unit.id} label={unit.name} />
            ))}
            {departments.length === 0 && <span>{t('firm.no_departments')}</span>}
          </div>
        </Checkbox.Group>
        <Failure of={act.failure} fields={['/department_ids']} />
        <Submit busy={act.busy}>{t('firm.save_departments')}</Submit>
        {person.id !== me.id &&
          (locked ? (
            <ActButton variant="default" onClick={() => void act.run({ status: 'active' })}>
              {t('firm.unlock')}
            </ActButton>
          ) : sure ? (
            <>
              <p>{t('firm.lock_words', { name: person.name })}</p>
              <ActButton color="red" variant="outline" onClick={() => void act.run({ status: 'locked' })}>
                {t('firm.lock_sure')}
              </ActButton>
            </>
          ) : (
            <Button color="red" variant="outline" onClick={() => setSure(true)}>
              {t('firm.lock')}
            </Button>
          ))}
      </Form>
    </Sheet>
  );
}
