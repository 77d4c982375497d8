// Writes a question, an action, a milestone, a decision or an idea down.
import { Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Snapshot } from '../api/types';
import { DayField } from '../ui/day-field';
import { Failure, Form, Submit } from '../ui/form';
import { Sheet } from '../ui/sheet';
import { OwnerSelect } from './owner-select';
import { KindShape } from './item-words';
import css from './plan.module.css';
import { mayWrite, type Kind, type Me } from './turns';
import { useWrite } from './write';
import { created, FIELDS, isOwed, type Given, type Origin } from './writes';

const ORDER = ['question', 'action', 'milestone', 'decision', 'idea'] as const satisfies readonly Kind[];

interface WriteSheetProps {
  state: Snapshot;
  me: Me;
  /** What stands in it already, such as the words of a message. */
  from?: { kind?: Kind; given?: Partial<Given>; origin?: Origin };
  /** The kind was chosen before, and is not asked again. */
  isChosen?: boolean;
  onClose(): void;
  /** Called when it was written down, before closing. */
  onWritten?: () => void;
}

export default function WriteSheet({ state, me, from, isChosen, onClose, onWritten }: WriteSheetProps) {
  const { t } = useTranslation();
  const kinds = ORDER.filter((each) => mayWrite(each, me));
  const [kind, setKind] = useState<Kind>(kinds.find((each) => each === from?.kind) ?? kinds[0] ?? 'question');
  const [given, setGiven] = useState<Given>({ title: '', body: '', due_on: '', owner: '', ...from?.given });
  const set = (field: keyof Given) => (value: string) => setGiven((before) => ({ ...before, [field]: value }));
  const owned = kind === 'question' || me.leads ? undefined : me.parties;
  const owner = owned && given.owner.startsWith('party:') && !owned.includes(given.owner.slice(6)) ? '' : given.owner;
  const act = useWrite(state.project.id, () => {
    onWritten?.();
    onClose();
  });
  return (
    <Sheet title={isChosen ? t(`plan.kind.${kind}`) : t('plan.write')} onClose={onClose}>
      <Form onSubmit={() => void act.run(created(kind, { ...given, owner }, from?.origin))}>
        {!isChosen && (
          <>
            <div className={css.kinds} role="radiogroup" aria-label={t('plan.kind_label')}>
              {kinds.map((value) => (
                <label key={value}>
                  <input type="radio" name="kind" value={value} checked={value === kind} onChange={() => setKind(value)} />
                  <KindShape kind={value} />
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
            <DayField label={t(`plan.due.${kind}`)} value={given.due_on} onChange={set('due_on')} error={act.fault('/due_on')} />
          </>
        )}
        <Failure of={act.failure} fields={FIELDS} />
        <Submit kept busy={act.busy} disabled={!given.title.trim() || (kind === 'question' && !owner)}>
          {t(`plan.do.${kind}`)}
        </Submit>
      </Form>
    </Sheet>
  );
}
