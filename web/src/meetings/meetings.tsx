// All meetings of a project, or one of them: what the address names.
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useKept, useSigned } from '../access/signed';
import type { Meeting } from '../api/types';
import { meIn } from '../plan/turns';
import type { Who } from '../rooms/who';
import type { RoomView } from '../sync/room';
import { Acts } from '../ui/acts';
import { ActButton } from '../ui/form';
import { Section } from '../ui/page';
import { Empty, Loading, Shown } from '../ui/states';
import tab from '../ui/tab.module.css';
import css from './meetings.module.css';
import { MeetingRows } from './next-meetings';
import { mayPlan, standing } from './states';
import { list } from './writes';

const MeetingScreen = lazy(() => import('./meeting-screen'));
const PlanMeeting = lazy(() => import('./plan-meeting'));

export default function Meetings({ room, who, meetingId }: { room: RoomView; who: Who; meetingId: string | undefined }) {
  if (!room.state) return <Loading rows={6} />;
  if (meetingId !== undefined) {
    return (
      <Suspense fallback={<Loading rows={6} />}>
        <MeetingScreen key={meetingId} room={room} state={room.state} who={who} id={meetingId} />
      </Suspense>
    );
  }
  return <AllMeetings room={room} />;
}

function AllMeetings({ room }: { room: RoomView }) {
  const { t } = useTranslation();
  const { person } = useSigned();
  const [planning, setPlanning] = useState(false);
  const state = room.state!;
  // What is settled comes from the list; what is not is already here, and newer.
  const read = useKept<Meeting[]>(['meetings', state.project.id], () => list(state.project.id), { every: 60_000 });
  const open = standing(state);
  const me = meIn(state, person.id);
  const ids = new Set(open.map((meeting) => meeting.id));
  const writes = mayPlan(me.role);
  return (
    <div className={`${tab.tab} ${css.screen}`}>
      {writes && (
        <Acts>
          <ActButton onClick={() => setPlanning(true)}>{t('meetings.plan')}</ActButton>
        </Acts>
      )}
      <Section title={t('meetings.standing')} count={open.length}>
        {open.length === 0 ? (
          <Empty title={t('meetings.none_title')}>{t(writes ? 'meetings.none_plan' : 'meetings.none')}</Empty>
        ) : (
          <MeetingRows meetings={open} state={state} personId={person.id} />
        )}
      </Section>
      <Shown read={read} rows={3}>
        {(all) => {
          const past = all.filter((meeting) => !ids.has(meeting.id) && meeting.closed_seq !== undefined);
          return (
            <Section title={t('meetings.settled')} count={past.length}>
              {past.length === 0 ? (
                <p className={css.none}>{t('meetings.none_settled')}</p>
              ) : (
                <MeetingRows meetings={past} state={state} personId={person.id} />
              )}
            </Section>
          );
        }}
      </Shown>
      {planning && (
        <Suspense>
          <PlanMeeting state={state} onClose={() => setPlanning(false)} />
        </Suspense>
      )}
    </div>
  );
}
