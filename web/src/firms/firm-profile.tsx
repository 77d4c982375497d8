// What a firm says of itself. A change is bound to what was on the screen, so that no colleague's is overwritten unseen.
import { TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { refreshMe } from '../access/session';
import { answer, api, tagged } from '../api/client';
import { Refusal } from '../api/problem';
import type { Firm } from '../api/types';
import { ActButton, Failure, Form, Submit, useAct } from '../ui/form';
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

interface Fields {
  name: string;
  number: string;
  template: string;
}

function fieldsOf(firm: Firm): Fields {
  return { name: firm.name, number: firm.business_number ?? '', template: firm.video_template ?? '' };
}

function Profile({ firm, tag, again, onClose }: ProfileProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const now = fieldsOf(firm);
  // What the reader changed, and over what; all else follows what the server has.
  const [mine, setMine] = useState<Partial<Fields>>({});
  const [over, setOver] = useState<Partial<Fields>>({});
  const [refused, setRefused] = useState<string>();
  const given = { ...now, ...mine };
  const act = useAct(async (key, { name, number, template }: Fields) => {
    const clear = [...(number.trim() === '' ? ['business_number'] : []), ...(template.trim() === '' ? ['video_template'] : [])];
    const said = {
      ...(number.trim() === '' ? {} : { business_number: number }),
      ...(template.trim() === '' ? {} : { video_template: template.trim() }),
      clear,
    };
    try {
      await answer(
        api.PATCH('/firms/{firm_id}', {
          params: { path: { firm_id: firm.id }, header: { 'Idempotency-Key': key, ...(tag === undefined ? {} : { 'If-Match': tag }) } },
          body: { name, ...said },
        }),
      );
    } catch (error) {
      if (error instanceof Refusal && error.code === 'precondition_failed') setRefused(tag);
      throw error;
    }
    await Promise.all([queries.invalidateQueries({ queryKey: ['firm', firm.id] }), refreshMe()]);
    onClose();
  });
  const unseen = refused !== undefined && refused === tag;
  const set = (field: keyof Fields) => (event: { currentTarget: { value: string } }) => {
    setMine({ ...mine, [field]: event.currentTarget.value });
    if (!(field in over)) setOver({ ...over, [field]: now[field] });
  };
  /** What a colleague has put where the reader's own change stands. */
  const theirs = (field: keyof Fields) =>
    field in over && over[field] !== now[field] && given[field] !== now[field] ? t('firm.now', { value: now[field] || t('firm.empty') }) : undefined;
  const beside = (field: keyof Fields, words: string) => [theirs(field), words].filter(Boolean).join(' · ');
  const shared = (field: keyof Fields) => ({ readOnly: tag === undefined, value: given[field], onChange: set(field) });
  return (
    <Form onSubmit={() => void act.run(given, tag)}>
      <TextInput
        label={t('cluster.firm_name')}
        description={beside('name', t('firm.profile_words'))}
        data-autofocus
        error={act.fault('/name')}
        {...shared('name')}
      />
      <TextInput
        label={t('cluster.business_number')}
        description={beside('number', t('cluster.business_number_hint'))}
        inputMode="numeric"
        error={act.fault('/business_number')}
        {...shared('number')}
      />
      <TextInput
        label={t('firm.video_template')}
        description={beside('template', t('firm.video_template_words'))}
        type="url"
        maxLength={500}
        error={act.fault('/video_template')}
        {...shared('template')}
      />
      {(refused === undefined || unseen) && <Failure of={act.failure} fields={['/name', '/business_number', '/video_template']} />}
      {unseen && <ActButton onClick={again}>{t('firm.see_now')}</ActButton>}
      <Submit busy={act.busy} disabled={tag === undefined || unseen} variant={unseen ? 'default' : undefined}>
        {t('firm.save_profile')}
      </Submit>
    </Form>
  );
}
