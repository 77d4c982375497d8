import { NativeSelect } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePeople } from '../access/reads';
import { answer, api } from '../api/client';
import type { Snapshot } from '../api/types';
import { Failure, Form, Submit, useAct } from '../ui/form';
import { Sheet } from '../ui/sheet';
import { Trouble } from '../ui/states';
import { Roles } from './roles';

export default function AddMember({ state, onClose }: { state: Snapshot; onClose(): void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const firms = [...new Map(state.parties.map((party) => [party.firm_id, party.firm_name]))];
  const [firm, setFirm] = useState(firms[0]?.[0] ?? '');
  const [person_id, setPerson] = useState('');
  const [role, setRole] = useState('contributor');
  const people = usePeople(firm);
  const members = new Set(state.members.map((member) => member.person_id));
  const free = (people.data ?? []).filter((person) => !members.has(person.id) && person.status === 'active');
  const project_id = state.project.id;
  const act = useAct(async (key) => {
    await answer(
      api.POST('/projects/{project_id}/members', {
        params: { path: { project_id }, header: { 'Idempotency-Key': key } },
        body: { person_id, role },
      }),
    );
    await queries.invalidateQueries({ queryKey: ['members', project_id] });
    onClose();
  });
  return (
    <Sheet title={t('people.add_member')} onClose={onClose}>
      <Form onSubmit={() => void act.run(person_id, role)}>
        <NativeSelect
          label={t('word.firm')}
          value={firm}
          data={firms.map(([value, label]) => ({ value, label }))}
          onChange={(event) => {
            setFirm(event.currentTarget.value);
            setPerson('');
          }}
        />
        {people.error && !people.data ? (
          <Trouble of={people.error} />
        ) : (
          <NativeSelect
            label={t('word.person')}
            value={person_id}
            disabled={free.length === 0}
            description={people.data && free.length === 0 ? t('people.nobody_left') : undefined}
            data={[{ value: '', label: t('create.choose') }, ...free.map((person) => ({ value: person.id, label: person.name }))]}
            onChange={(event) => setPerson(event.currentTarget.value)}
            error={act.fault('/person_id')}
          />
        )}
        <Roles value={role} onChange={setRole} error={act.fault('/role')} />
        <Failure of={act.failure} fields={['/person_id', '/role']} />
        <Submit busy={act.busy} disabled={person_id === ''}>
          {t('people.add_member_do')}
        </Submit>
      </Form>
    </Sheet>
  );
}
