// Ends a meeting: who was there, what came of it. The page stands from then on.
import { Checkbox, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Meeting, Snapshot } from '../api/types';
import { Failure, Form, Submit, useAct } from '../ui/form';
import { Sheet } from '../ui/sheet';
import css from './meetings.module.css';
import { close } from './writes';

interface CloseMeetingProps {
  /** Who was here while it ran. */
  seen: readonly string[];
  state: Snapshot;
  meeting: Meeting;
  onClose(): void;
}

export default function CloseMeeting({ seen, state, meeting, onClose }: CloseMeetingProps) {
  const { t } = useTranslation();
  const [summary, setSummary] = useState(meeting.summary ?? '');
  const [there, setThere] = useState<readonly string[]>(() => seen.filter((id) => state.members.some((member) => member.person_id === id)));
  const act = useAct(async (key) => {
    await close(meeting.id, key, summary, [...there]);
    onClose();
  });
  const toggle = (id: string, on: boolean) => setThere((before) => (on ? [...before, id] : before.filter((each) => each !== id)));
  return (
    <Sheet title={t('meetings.close')} onClose={onClose}>
      <Form onSubmit={() => void act.run(summary, there)}>
        <Textarea
          label={t('meetings.field.summary')}
          value={summary}
          maxLength={4000}
          autosize
          minRows={3}
          maxRows={12}
          data-autofocus
          onChange={(event) => setSummary(event.currentTarget.value)}
          error={act.fault('/summary')}
        />
        <fieldset className={css.parties}>
          <legend>{t('meetings.attendees')}</legend>
          {state.parties.map((party) => {
            const members = state.members.filter((member) => member.party_id === party.id);
            if (members.length === 0) return null;
            return (
              <div key={party.id} className={css.group}>
                <span className={css.small}>{party.department_name ? `${party.firm_name} · ${party.department_name}` : party.firm_name}</span>
                {members.map(({ person_id, name }) => (
                  <Checkbox key={person_id} label={name} checked={there.includes(person_id)} onChange={(event) => toggle(person_id, event.currentTarget.checked)} />
                ))}
              </div>
            );
          })}
        </fieldset>
        <p className={css.hint}>{t('meetings.close_words')}</p>
        <Failure of={act.failure} fields={['/summary']} />
        <Submit busy={act.busy}>
          {t('meetings.close_do')}
        </Submit>
      </Form>
    </Sheet>
  );
}
