// A lead's way to change a phase, or to add one.
import { NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answer, api } from '../api/client';
import type { Phase, Snapshot } from '../api/types';
import { addressOf } from '../rooms/targets';
import { newId } from '../sync/ids';
import { CopyAddress } from '../ui/copy-address';
import { DayField } from '../ui/day-field';
import { ActButton, Failure, Form, Submit, useAct } from '../ui/form';
import { usePhaseName } from '../ui/phase-bar';
import { Sheet } from '../ui/sheet';

const FIELDS = ['/name', '/due_on', '/state', '/progress', '/position'];

export default function PhaseSheet({ state, phase, onClose }: { state: Snapshot; phase?: Phase; onClose(): void }) {
  const { t } = useTranslation();
  const phaseName = usePhaseName();
  const [id] = useState(() => newId());
  const place = phase ? state.phases.findIndex((each) => each.id === phase.id) + 1 : 0;
  const [name, setName] = useState(phase ? phaseName(phase) : '');
  const [due_on, setDue] = useState(phase?.due_on ?? '');
  const [at, setAt] = useState(phase?.state ?? 'planned');
  const [progress, setProgress] = useState(phase?.progress ?? 0);
  const [position, setPosition] = useState(place);
  const project_id = state.project.id;
  const save = useAct(async (key) => {
    const header = { 'Idempotency-Key': key };
    const due = due_on ? { due_on } : {};
    if (!phase) {
      const params = { path: { project_id }, header };
      await answer(api.POST('/projects/{project_id}/phases', { params, body: { id, name, ...due } }));
    } else {
      const params = { path: { project_id, phase_id: phase.id }, header };
      const body = {
        ...(name !== phaseName(phase) ? { name } : {}),
        ...(at !== phase.state ? { state: at } : {}),
        ...(at === 'running' && progress !== phase.progress ? { progress } : {}),
        ...(position !== place ? { position } : {}),
        ...(due_on !== (phase.due_on ?? '') ? due : {}),
        ...(phase.due_on && !due_on ? { clear: ['due_on'] } : {}),
      };
      await answer(api.PATCH('/projects/{project_id}/phases/{phase_id}', { params, body }));
    }
    onClose();
  });
  const remove = useAct(async (key) => {
    const params = { path: { project_id, phase_id: phase?.id ?? '' }, header: { 'Idempotency-Key': key } };
    await answer(api.DELETE('/projects/{project_id}/phases/{phase_id}', { params }));
    onClose();
  });
  return (
    <Sheet title={phase ? phaseName(phase) : t('plan.add_phase')} onClose={onClose}>
      <Form onSubmit={() => void save.run(name, due_on, at, progress, position)}>
        <TextInput label={t('plan.phase_name')} value={name} maxLength={80} onChange={(event) => setName(event.currentTarget.value)} error={save.fault('/name')} />
        {phase && (
          <>
            <NativeSelect
              label={t('plan.phase_state')}
              value={at}
              data={(['planned', 'running', 'done'] as const).map((value) => ({ value, label: t(`phase_state.${value}`) }))}
              onChange={(event) => setAt(event.currentTarget.value)}
            />
            {at === 'running' && (
              <TextInput
                type="number"
                label={t('plan.phase_progress')}
                value={progress}
                min={0}
                max={100}
                step={5}
                rightSection="%"
                onChange={(event) => setProgress(event.currentTarget.valueAsNumber || 0)}
                error={save.fault('/progress')}
              />
            )}
            <NativeSelect
              label={t('plan.phase_place')}
              value={String(position)}
              data={state.phases.map((_, index) => String(index + 1))}
              onChange={(event) => setPosition(Number(event.currentTarget.value))}
            />
          </>
        )}
        <DayField label={t('plan.due.milestone')} value={due_on} onChange={setDue} error={save.fault('/due_on')} />
        <Failure of={save.failure} fields={FIELDS} />
        <Submit busy={save.busy} disabled={!name.trim()}>
          {t(phase ? 'plan.save_phase' : 'plan.add_phase')}
        </Submit>
        {phase?.state === 'planned' && (
          <>
            <Failure of={remove.failure} />
            <ActButton variant="outline" color="red" loading={remove.busy} onClick={() => void remove.run()}>
              {t('plan.remove_phase')}
            </ActButton>
          </>
        )}
        {phase && <CopyAddress path={addressOf({ project: project_id, kind: 'phase', id: phase.id })} />}
      </Form>
    </Sheet>
  );
}
