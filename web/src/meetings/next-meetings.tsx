// What of the meetings people must look at now: one that runs, pages that wait, the next one.
import { Button } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { Meeting, Snapshot } from '../api/types';
import type { Me } from '../plan/turns';
import { Icon } from '../ui/icon';
import { Section } from '../ui/page';
import rows from '../ui/rows.module.css';
import { MeetingState, WaitsFor } from './meeting-state';
import css from './meetings.module.css';
import { mayPlan, standing } from './states';
import { When } from './times';

const PlanMeeting = lazy(() => import('./plan-meeting'));

const SHOWN = 4;

export function NextMeetings({ state, me }: { state: Snapshot; me: Me }) {
  const { t } = useTranslation();
  const [planning, setPlanning] = useState(false);
  const all = standing(state);
  const act = mayPlan(me.role) && (
    <Button variant="subtle" size="compact-sm" leftSection={<Icon name="plus" size={16} />} onClick={() => setPlanning(true)}>
      {t('meetings.plan')}
    </Button>
  );
  return (
    <Section title={t('meetings.title')} count={all.length} act={act}>
      {all.length === 0 ? (
        <p className={css.none}>{t(mayPlan(me.role) ? 'meetings.none_plan' : 'meetings.none')}</p>
      ) : (
        <MeetingRows meetings={all.slice(0, SHOWN)} state={state} personId={me.person_id} />
      )}
      <Link href={`/projects/${state.project.id}/meetings`} className={css.all}>
        {t('meetings.all')}
        <Icon name="next" size={16} />
      </Link>
      {planning && (
        <Suspense>
          <PlanMeeting state={state} onClose={() => setPlanning(false)} />
        </Suspense>
      )}
    </Section>
  );
}

interface MeetingRowsProps {
  meetings: readonly Meeting[];
  state: Snapshot;
  personId: string;
}

export function MeetingRows({ meetings, state, personId }: MeetingRowsProps) {
  return (
    <ul className={rows.rows}>
      {meetings.map((meeting) => (
        <li key={meeting.id}>
          <Link href={`/projects/${meeting.project_id}/meetings/${meeting.id}`} className={`${rows.row} ${css.entry}`}>
            <span className={rows.words}>
              <span className={rows.first}>{meeting.title}</span>
              <span className={rows.second}>
                <MeetingState meeting={meeting} />
                <When meeting={meeting} />
              </span>
            </span>
            <WaitsFor meeting={meeting} state={state} personId={personId} />
          </Link>
        </li>
      ))}
    </ul>
  );
}
