// Writes a design down: its number, what it is, and who will see its content.
import { Checkbox, NativeSelect, Radio, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { useSigned } from '../access/signed';
import type { Snapshot } from '../api/types';
import { nameOf } from '../rooms/who';
import { newId } from '../sync/ids';
import { Failure, Form, Submit, useAct } from '../ui/form';
import { Sheet } from '../ui/sheet';
import css from './designs.module.css';
import { createDesign, DESIGN_FIELDS, KINDS, type GivenDesign } from './writes';

export default function DesignSheet({ state, onClose }: { state: Snapshot; onClose(): void }) {
  const { t } = useTranslation();
  const { person } = useSigned();
  const [, go] = useLocation();
  const [id] = useState(() => newId());
  const [given, setGiven] = useState<GivenDesign>({ number: '', title: '', kind: 'drawing', audience: undefined });
  const set = (change: Partial<GivenDesign>) => setGiven((before) => ({ ...before, ...change }));
  const mine = state.members.find((member) => member.person_id === person.id)?.party_id;
  const act = useAct(async (key) => {
    await createDesign(state.project.id, id, key, given);
    onClose();
    go(`/projects/${state.project.id}/designs/${id}`);
  });
  return (
    <Sheet title={t('designs.add')} onClose={onClose}>
      <Form onSubmit={() => void act.run(given)}>
        <TextInput
          label={t('designs.field.number')}
          value={given.number}
          maxLength={32}
          data-autofocus
          onChange={(event) => set({ number: event.currentTarget.value })}
          error={act.fault('/number')}
        />
        <TextInput
          label={t('designs.field.title')}
          value={given.title}
          maxLength={200}
          onChange={(event) => set({ title: event.currentTarget.value })}
          error={act.fault('/title')}
        />
        <NativeSelect
          label={t('designs.field.kind')}
          value={given.kind}
          data={KINDS.map((value) => ({ value, label: t(`designs.kind.${value}`) }))}
          onChange={(event) => set({ kind: event.currentTarget.value })}
          error={act.fault('/kind')}
        />
        <Radio.Group
          label={t('designs.field.audience')}
          value={given.audience ? 'some' : 'all'}
          onChange={(value) => set({ audience: value === 'some' ? [] : undefined })}
          error={act.fault('/audience')}
        >
          <div className={css.choices}>
            <Radio value="all" label={t('designs.everyone')} />
            <Radio value="some" label={t('audience.some')} />
          </div>
        </Radio.Group>
        {given.audience && (
          <Checkbox.Group aria-label={t('audience.some')} value={[...given.audience]} onChange={(audience) => set({ audience })}>
            <div className={css.choices}>
              {state.parties.map((party) => (
                <Checkbox
                  key={party.id}
                  value={party.id}
                  checked={party.id === mine || given.audience?.includes(party.id)}
                  disabled={party.id === mine}
                  label={nameOf(party)}
                />
              ))}
            </div>
          </Checkbox.Group>
        )}
        <Failure of={act.failure} fields={DESIGN_FIELDS} />
        <Submit busy={act.busy}>{t('designs.add_do')}</Submit>
      </Form>
    </Sheet>
  );
}
