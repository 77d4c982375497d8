import { NativeSelect, Radio, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LOCALE_OPTIONS } from '../access/gate';
import { answer, api } from '../api/client';
import { CopyLink } from '../ui/copy-link';
import { Failure, Form, Submit, useAct } from '../ui/form';
import { Sheet } from '../ui/sheet';

const FIELDS = ['/firm_name', '/business_number', '/email', '/kind', '/locale'];

export default function InviteFirm({ clusterId, onClose }: { clusterId: string; onClose(): void }) {
  const { t, i18n } = useTranslation();
  const queries = useQueryClient();
  const [given, setGiven] = useState({ firm_name: '', business_number: '', email: '' });
  const [kind, setKind] = useState('supplier');
  const [locale, setLocale] = useState(i18n.language);
  const [made, setMade] = useState<string>();
  const set = (field: keyof typeof given) => (event: { currentTarget: { value: string } }) => {
    const { value } = event.currentTarget;
    setGiven((before) => ({ ...before, [field]: value }));
  };
  const act = useAct(async (key) => {
    const { business_number, ...words } = given;
    const firm = await answer(
      api.POST('/clusters/{cluster_id}/firm-invitations', {
        params: { path: { cluster_id: clusterId }, header: { 'Idempotency-Key': key } },
        body: { ...words, kind, locale, ...(business_number ? { business_number } : {}) },
      }),
    );
    await queries.invalidateQueries({ queryKey: ['firms', clusterId] });
    setMade(firm.invitation_id);
  });
  if (made) {
    return (
      <Sheet title={t('cluster.invited_title', { firm: given.firm_name })} onClose={onClose}>
        <Form onSubmit={onClose}>
          <p>{t('cluster.invited_words', { email: given.email })}</p>
          <CopyLink
            open
            label={given.firm_name}
            fetch={() =>
              answer(
                api.GET('/clusters/{cluster_id}/firm-invitations/{invitation_id}/link', {
                  params: { path: { cluster_id: clusterId, invitation_id: made } },
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
    <Sheet title={t('cluster.invite')} onClose={onClose}>
      <Form onSubmit={() => void act.run(given, kind, locale)}>
        <TextInput label={t('cluster.firm_name')} data-autofocus value={given.firm_name} onChange={set('firm_name')} error={act.fault('/firm_name')} />
        <Radio.Group label={t('cluster.kind')} value={kind} onChange={setKind} error={act.fault('/kind')}>
          <div style={{ display: 'flex', gap: 24, padding: '10px 0' }}>
            <Radio value="supplier" label={t('side.supplier')} />
            <Radio value="customer" label={t('side.customer')} />
          </div>
        </Radio.Group>
        <TextInput label={t('cluster.email')} type="email" inputMode="email" value={given.email} onChange={set('email')} error={act.fault('/email')} />
        <TextInput
          label={t('cluster.business_number')}
          description={t('cluster.business_number_hint')}
          inputMode="numeric"
          value={given.business_number}
          onChange={set('business_number')}
          error={act.fault('/business_number')}
        />
        <NativeSelect label={t('cluster.locale')} value={locale} data={LOCALE_OPTIONS} onChange={(event) => setLocale(event.currentTarget.value)} />
        <Failure of={act.failure} fields={FIELDS} />
        <Submit busy={act.busy}>{t('cluster.invite_do')}</Submit>
      </Form>
    </Sheet>
  );
}
