import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { may } from '../access/reads';
import { answer, api } from '../api/client';
import type { Member, Party } from '../api/types';
import { addressOf } from '../rooms/targets';
import { nameOf } from '../rooms/who';
import { CopyAddress } from '../ui/copy-address';
import { ActButton, Failure, Form, Submit, useAct } from '../ui/form';
import { Sheet } from '../ui/sheet';
import css from './people.module.css';
import { Roles } from './roles';

interface MemberSheetProps {
  member: Member;
  party: Party | undefined;
  onClose(): void;
}

export default function MemberSheet({ member, party, onClose }: MemberSheetProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [role, setRole] = useState(member.role);
  const [sure, setSure] = useState(false);
  const path = { project_id: member.project_id, person_id: member.person_id };
  const done = async () => {
    await queries.invalidateQueries({ queryKey: ['members', member.project_id] });
    onClose();
  };
  const change = useAct(async () => {
    await answer(api.PATCH('/projects/{project_id}/members/{person_id}', { params: { path }, body: { role } }));
    await done();
  });
  const remove = useAct(async (key) => {
    await answer(
      api.DELETE('/projects/{project_id}/members/{person_id}', {
        params: { path, header: { 'Idempotency-Key': key } },
      }),
    );
    await done();
  });
  return (
    <Sheet title={member.name} onClose={onClose}>
      <p className={css.of}>
        {[party && nameOf(party), party?.department_name && party.firm_name, t(`role.${member.role as 'lead'}`)].filter(Boolean).join(' · ')}
      </p>
      <Form onSubmit={() => void change.run()}>
        {may(member, 'update_member') && !sure && (
          <>
            <Roles value={role} onChange={setRole} error={change.fault('/role')} />
            <Failure of={change.failure} fields={['/role']} />
            <Submit busy={change.busy} disabled={role === member.role}>
              {t('people.change_role')}
            </Submit>
          </>
        )}
        {may(member, 'remove_member') && (
          <>
            {sure && <p>{t('people.remove_words', { name: member.name })}</p>}
            <Failure of={remove.failure} />
            <ActButton
              variant="outline"
              color="red"
              loading={remove.busy}
              onClick={() => (sure ? void remove.run() : setSure(true))}
            >
              {sure ? t('people.remove_sure', { name: member.name }) : t('people.remove')}
            </ActButton>
          </>
        )}
        <CopyAddress path={addressOf({ project: member.project_id, kind: 'member', id: member.person_id })} />
      </Form>
    </Sheet>
  );
}
