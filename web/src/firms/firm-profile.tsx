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
import { Trouble } from '../ui/states';

/** `known` is what the screen shows already: the form stands with it at once, and takes changes when its tag is read. */
export default function FirmProfile({ known, onClose }: { known: Firm; onClose(): void }) {
  const { t } = useTranslation();
  const path = { firm_id: known.id };
  const read = useQuery({
    queryKey: ['firm-profile', known.id],
    queryFn: () => tagged(api.GET('/firms/{firm_id}', { params: { path } })),
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  return (
    <Sheet title={t('firm.profile')} onClose={onClose}>
      {read.isError ? (
        <Trouble of={read.error} again={() => void read.refetch()} />
      ) : (
        <Profile
          key={read.data?.tag ?? ''}
          firm={read.data?.value ?? known}
          tag={read.data?.tag}
          again={() => void read.refetch()}
          onClose={onClose}
        />
      )}
    </Sheet>
  );
}

interface ProfileProps {
  firm: Firm;
  /** Not read yet when absent. */
  tag: string | undefined;
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
        params: { path: { firm_id: firm.id }, header: { 'Idempotency-Key': key, ...(tag === undefined ? {} : { 'If-Match': tag }) } },
        body: { name, ...said },
      }),
    );
    await Promise.all([queries.invalidateQueries({ queryKey: ['firm', firm.id] }), refreshMe()]);
    onClose();
  });
  const changedMeanwhile = act.failure instanceof Refusal && act.failure.code === 'precondition_failed';
  const readOnly = tag === undefined;
  return (
    <Form onSubmit={() => void act.run(name, number, template)}>
      <TextInput
        label={t('cluster.firm_name')}
        description={t('firm.profile_words')}
        data-autofocus
        readOnly={readOnly}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={act.fault('/name')}
      />
      <TextInput
        label={t('cluster.business_number')}
        description={t('cluster.business_number_hint')}
        inputMode="numeric"
        readOnly={readOnly}
        value={number}
        onChange={(event) => setNumber(event.currentTarget.value)}
        error={act.fault('/business_number')}
      />
      <TextInput
        label={t('meetings.template')}
        description={t('meetings.template_words')}
        type="url"
        maxLength={500}
        readOnly={readOnly}
        value={template}
        onChange={(event) => setTemplate(event.currentTarget.value)}
        error={act.fault('/video_template')}
      />
      <Failure of={act.failure} fields={['/name', '/business_number', '/video_template']} />
      {changedMeanwhile && <Button variant="default" onClick={again}>{t('firm.see_now')}</Button>}
      <Submit busy={act.busy || tag === undefined}>{t('firm.save_profile')}</Submit>
    </Form>
  );
}
