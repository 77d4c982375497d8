// A lead's way to change what the project is called, what it is about, and when it is.
import { Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answer, api } from '../api/client';
import type { Project } from '../api/types';
import { DayField } from '../ui/day-field';
import { Failure, Form, Submit, useAct } from '../ui/form';
import { Sheet } from '../ui/sheet';

const FIELDS = ['/name', '/summary', '/starts_on', '/due_on'];

export default function EditProject({ project, onClose }: { project: Project; onClose(): void }) {
  const { t } = useTranslation();
  const { name, summary, starts_on = '', due_on = '' } = project;
  const [given, setGiven] = useState({ name, summary, starts_on, due_on });
  const put = (field: keyof typeof given) => (value: string) => setGiven((before) => ({ ...before, [field]: value }));
  const set = (field: keyof typeof given) => (event: { currentTarget: { value: string } }) => put(field)(event.currentTarget.value);
  const act = useAct(async (key) => {
    const days = (['starts_on', 'due_on'] as const).filter((day) => given[day] !== (project[day] ?? ''));
    const body = {
      ...(given.name !== name ? { name: given.name } : {}),
      ...(given.summary !== summary ? { summary: given.summary } : {}),
      ...Object.fromEntries(days.filter((day) => given[day]).map((day) => [day, given[day]])),
      clear: days.filter((day) => !given[day]),
    };
    const params = { path: { project_id: project.id }, header: { 'Idempotency-Key': key } };
    await answer(api.PATCH('/projects/{project_id}', { params, body }));
    onClose();
  });
  return (
    <Sheet title={t('plan.edit_project')} onClose={onClose}>
      <Form onSubmit={() => void act.run(given)}>
        <TextInput label={t('create.name')} value={given.name} maxLength={200} onChange={set('name')} error={act.fault('/name')} />
        <Textarea label={t('create.summary')} value={given.summary} maxLength={4000} onChange={set('summary')} error={act.fault('/summary')} autosize minRows={2} maxRows={8} />
        <DayField label={t('create.starts_on')} value={given.starts_on} onChange={put('starts_on')} error={act.fault('/starts_on')} />
        <DayField label={t('create.due_on')} value={given.due_on} onChange={put('due_on')} error={act.fault('/due_on')} />
        <Failure of={act.failure} fields={FIELDS} />
        <Submit busy={act.busy} disabled={!given.name.trim()}>
          {t('plan.save_project')}
        </Submit>
      </Form>
    </Sheet>
  );
}
