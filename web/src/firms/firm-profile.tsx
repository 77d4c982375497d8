// What a firm says of itself. A change is bound to what was on the screen, so that no colleague's is overwritten unseen.
import { Button, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { refreshMe } from '../access/session';
import { answer, api, tagged } from '../api/client';
import { Refusal } from '../api/problem';
import type { Firm } from '../api/types';
import { Failure, Form, Submit, useAct } from '../ui/form';
import { Sheet } from '../ui/sheet';
import { Shown } from '../ui/states';

export default function FirmProfile({ firmId, onClose }: { firmId: string; onClose(): void }) {
  const { t } = useTranslation();
  const path = { firm_id: firmId };
  const read = useQuery({
    queryKey: ['firm-profile', firmId],
    queryFn: () => tagged(api.GET('/firms/{firm_id}', { params: { path } })),
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  return (
    <Sheet title={t('firm.profile')} onClose={onClose}>
      {/* As high as the form, so that the sheet does not grow when it comes. */}
      <div style={{ minHeight: '16.125rem' }}>
        <Shown read={read} rows={6}>
          {({ value, tag }) => <Profile key={tag} firm={value} tag={tag} again={() => void read.refetch()} onClose={onClose} />}
        </Shown>
      </div>
    </Sheet>
  );
}

interface ProfileProps {
  firm: Firm;
  tag: string;
  again(): void;
  onClose(): void;
}

function Profile({ firm, tag, again, onClose }: ProfileProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [name, setName] = useState(firm.name);
  const [number, setNumber] = useState(firm.business_number ?? '');
  const [template, setTemplate] = useState(firm.video_template ?? '');
  const act = useAct(async (key) => {
    const clear = [...(number.trim() === '' ? ['business_number'] : []), ...(template.trim() === '' ? ['video_template'] : [])];
    const said = {
      ...(number.trim() === '' ? {} : { business_number: number }),
      ...(template.trim() === '' ? {} : { video_template: template.trim() }),
      clear,
    };
    await answer(
      api.PATCH('/firms/{firm_id}', {
        params: { path: { firm_id: firm.id }, header: { 'Idempotency-Key': key, 'If-Match': tag } },
        body: { name, ...said },
      }),
    );
    await Promise.all([queries.invalidateQueries({ queryKey: ['firm', firm.id] }), refreshMe()]);
    onClose();
  });
  const changedMeanwhile = act.failure instanceof Refusal && act.failure.code === 'precondition_failed';
  return (
    <Form onSubmit={() => void act.run(name, number, template)}>
      <TextInput
        label={t('cluster.firm_name')}
        description={t('firm.profile_words')}
        data-autofocus
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={act.fault('/name')}
      />
      <TextInput
        label={t('cluster.business_number')}
        description={t('cluster.business_number_hint')}
        inputMode="numeric"
        value={number}
        onChange={(event) => setNumber(event.currentTarget.value)}
        error={act.fault('/business_number')}
      />
      <TextInput
        label={t('meetings.template')}
        description={t('meetings.template_words')}
        type="url"
        maxLength={500}
        value={template}
        onChange={(event) => setTemplate(event.currentTarget.value)}
        error={act.fault('/video_template')}
      />
      <Failure of={act.failure} fields={['/name', '/business_number', '/video_template']} />
      {changedMeanwhile && <Button variant="default" onClick={again}>{t('firm.see_now')}</Button>}
      <Submit busy={act.busy}>{t('firm.save_profile')}</Submit>
    </Form>
  );
}
