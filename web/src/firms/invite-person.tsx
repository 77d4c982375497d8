import { Checkbox, NativeSelect, Radio, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LOCALE_OPTIONS } from '../access/gate';
import { answer, api } from '../api/client';
import type { Department } from '../api/types';
import { CopyLink } from '../ui/copy-link';
import { Failure, Form, Submit, useAct } from '../ui/form';
import { Sheet } from '../ui/sheet';

const FIELDS = ['/email', '/name', '/role', '/department_ids', '/locale'];

interface InvitePersonProps {
  firmId: string;
  departments: Department[];
  onClose(): void;
}

export default function InvitePerson({ firmId, departments, onClose }: InvitePersonProps) {
  const { t, i18n } = useTranslation();
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [role, setRole] = useState('member');
  const [units, setUnits] = useState<string[]>([]);
  const [locale, setLocale] = useState(i18n.language);
  const [made, setMade] = useState<string>();
  const act = useAct(async (key) => {
    const invitation = await answer(
      api.POST('/firms/{firm_id}/invitations', {
        params: { path: { firm_id: firmId }, header: { 'Idempotency-Key': key } },
        body: { email, name, role, department_ids: units, locale },
      }),
    );
    await queries.invalidateQueries({ queryKey: ['invitations', firmId] });
    setMade(invitation.invitation_id);
  });
  if (made) {
    return (
      <Sheet title={t('firm.invited_title', { name })} onClose={onClose}>
        <Form onSubmit={onClose}>
          <p>{t('cluster.invited_words', { email })}</p>
          <CopyLink
            open
            label={name}
            fetch={() =>
              answer(
                api.GET('/firms/{firm_id}/invitations/{invitation_id}/link', {
                  params: { path: { firm_id: firmId, invitation_id: made } },
                }),
              )
            }
          />
          <Submit kept="local" busy={false}>{t('act.done')}</Submit>
        </Form>
      </Sheet>
    );
  }
  return (
    <Sheet title={t('firm.invite')} onClose={onClose}>
      <Form onSubmit={() => void act.run(email, name, role, units, locale)}>
        <TextInput label={t('field.name')} data-autofocus value={name} onChange={(event) => setName(event.currentTarget.value)} error={act.fault('/name')} />
        <TextInput label={t('field.email')} type="email" inputMode="email" value={email} onChange={(event) => setEmail(event.currentTarget.value)} error={act.fault('/email')} />
        <Radio.Group label={t('firm.role')} value={role} onChange={setRole} error={act.fault('/role')}>
          <div style={{ display: 'flex', gap: 24, padding: '10px 0' }}>
            <Radio value="member" label={t('firm_role.member')} />
            <Radio value="admin" label={t('firm_role.admin')} />
          </div>
        </Radio.Group>
        {departments.length > 0 && (
          <Checkbox.Group label={t('firm.departments')} value={units} onChange={setUnits} error={act.fault('/department_ids')}>
            <div style={{ display: 'flex', flexWrap: 'wrap', gap: '12px 24px', padding: '10px 0' }}>
              {departments.map((unit) => (
                <Checkbox key={unit.id} value={unit.id} label={unit.name} />
              ))}
            </div>
          </Checkbox.Group>
        )}
        <NativeSelect label={t('cluster.locale')} value={locale} data={LOCALE_OPTIONS} onChange={(event) => setLocale(event.currentTarget.value)} />
        <Failure of={act.failure} fields={FIELDS} />
        <Submit busy={act.busy}>{t('cluster.invite_do')}</Submit>
      </Form>
    </Sheet>
  );
}
