// Writes a question, an action, a milestone, a decision or an idea down.
import { Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNetwork } from '../access/signed';
import type { Snapshot } from '../api/types';
import { newId } from '../sync/ids';
import { Failure, Form, Submit, useAct } from '../ui/form';
import { Sheet } from '../ui/sheet';
import { OwnerSelect } from './owner-select';
import { Offline } from './plan';
import css from './plan.module.css';
import { mayWrite, type Kind, type Me } from './turns';
import { create, FIELDS, isOwed, type Given } from './writes';

const ORDER = ['question', 'action', 'milestone', 'decision', 'idea'] as const satisfies readonly Kind[];

interface WriteSheetProps {
  state: Snapshot;
  me: Me;
  /** The one kind to write, where it was chosen before. */
  only?: Kind;
  /** The running meeting that writes it down. */
  meetingId?: string;
  onClose(): void;
}

export default function WriteSheet({ state, me, only, meetingId, onClose }: WriteSheetProps) {
  const { t } = useTranslation();
  const { online } = useNetwork();
  const kinds = ORDER.filter((each) => mayWrite(each, me));
  const [kind, setKind] = useState<Kind>(only ?? kinds[0] ?? 'question');
  const [id] = useState(() => newId());
  const [given, setGiven] = useState<Given>({ title: '', body: '', due_on: '', owner: '' });
  const set = (field: keyof Given) => (value: string) => setGiven((before) => ({ ...before, [field]: value }));
  const owned = kind === 'question' || me.leads ? undefined : me.parties;
  const owner = owned && given.owner.startsWith('party:') && !owned.includes(given.owner.slice(6)) ? '' : given.owner;
  const act = useAct(async (key) => {
    await create(kind, state.project.id, id, key, { ...given, owner }, meetingId);
    onClose();
  });
  return (
    <Sheet title={only ? t(`plan.kind.${only}`) : t('plan.write')} onClose={onClose}>
      <Form onSubmit={() => void act.run(kind, given)}>
        {!only && (
          <>
            <div className={css.kinds} role="radiogroup" aria-label={t('plan.kind_label')}>
              {kinds.map((value) => (
                <label key={value}>
                  <input type="radio" name="kind" value={value} checked={value === kind} onChange={() => setKind(value)} />
                  {t(`plan.kind.${value}`)}
                </label>
              ))}
            </div>
            <p className={css.hint}>{t(`plan.hint.${kind}`)}</p>
          </>
        )}
        <TextInput
          label={t('plan.title')}
          value={given.title}
          maxLength={200}
          onChange={(event) => set('title')(event.currentTarget.value)}
          error={act.fault('/title')}
          data-autofocus
        />
        <Textarea
          label={t('plan.body')}
          value={given.body}
          maxLength={2000}
          autosize
          minRows={2}
          maxRows={8}
          onChange={(event) => set('body')(event.currentTarget.value)}
          error={act.fault('/body')}
        />
        {isOwed(kind) && (
          <>
            <OwnerSelect
              state={state}
              among={owned}
              label={t(`plan.owner.${kind}`)}
              value={owner}
              onChange={set('owner')}
              error={act.fault('/owner_party_id') ?? act.fault('/owner_person_id')}
            />
            <TextInput
              type="date"
              label={t(`plan.due.${kind}`)}
              value={given.due_on}
              onChange={(event) => set('due_on')(event.currentTarget.value)}
              error={act.fault('/due_on')}
            />
          </>
        )}
        <Failure of={act.failure} fields={FIELDS} />
        <Offline />
        <Submit busy={act.busy} disabled={!online || !given.title.trim() || (kind === 'question' && !owner)}>
          {t(`plan.do.${kind}`)}
        </Submit>
      </Form>
    </Sheet>
  );
}
