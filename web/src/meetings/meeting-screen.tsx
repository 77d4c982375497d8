// One meeting: when and where, what is talked about, and what may be done with it now.
import { Button, Textarea } from '@mantine/core';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useKept, useSigned } from '../access/signed';
import type { Meeting, SideZone, Snapshot } from '../api/types';
import { meIn } from '../plan/turns';
import { nameOf, type Who } from '../rooms/who';
import { Body } from '../rooms/words';
import type { RoomView } from '../sync/room';
import { Acts } from '../ui/acts';
import { ActButton, Failure, Form, Submit, useAct, type Act } from '../ui/form';
import { Icon } from '../ui/icon';
import type { RareAct } from '../ui/more-sheet';
import { Sheet } from '../ui/sheet';
import { Loading, Shown } from '../ui/states';
import tab from '../ui/tab.module.css';
import { MeetingState, WaitsFor } from './meeting-state';
import css from './meetings.module.css';
import { mayOrganize } from './states';
import { When } from './times';
import { calendarPath, cancel, read, start, zones } from './writes';

const MeetingMode = lazy(() => import('./meeting-mode'));
const MeetingPage = lazy(() => import('./meeting-page'));
const PlanMeeting = lazy(() => import('./plan-meeting'));

interface MeetingScreenProps {
  room: RoomView;
  state: Snapshot;
  who: Who;
  id: string;
}

export interface Told {
  value: Meeting;
  tag: string;
}

export default function MeetingScreen({ room, state, who, id }: MeetingScreenProps) {
  const { t } = useTranslation();
  const live = state.meetings?.find((meeting) => meeting.id === id);
  const told = useKept<Told>(['meeting', id], () => read(id));
  // The record says that it changed: the page and its tag are read again.
  const version = live && `${live.state} ${live.sequence} ${live.page_sha256 ?? ''} ${live.confirmations.length} ${live.agenda ?? ''}`;
  const again = told.refetch;
  useEffect(() => {
    if (version !== undefined) void again();
  }, [version, again]);
  return (
    <div className={`${tab.tab} ${css.screen}`} data-print="meeting">
      <Link href={`/projects/${state.project.id}/meetings`} className={tab.back}>
        <Icon name="back" size={16} />
        {t('meetings.all')}
      </Link>
      <Shown read={told} rows={6}>
        {(known) => <OneMeeting room={room} state={state} who={who} told={{ ...known, value: newest(known.value, live) }} stale={!fits(known.value, live)} />}
      </Shown>
    </div>
  );
}

/** What the record says is newer than what was read; the page and what may be done come by reading alone. */
function newest(read: Meeting, live: Meeting | undefined): Meeting {
  if (!live) return read;
  return { ...live, ...(read.page ? { page: read.page } : {}), ...(read.allowed_actions ? { allowed_actions: read.allowed_actions } : {}) };
}

/** Whether the page that was read is the one that the record speaks of. */
function fits(read: Meeting, live: Meeting | undefined): boolean {
  return !live || (read.state === live.state && read.page_sha256 === live.page_sha256);
}

interface OneMeetingProps {
  room: RoomView;
  state: Snapshot;
  who: Who;
  told: Told;
  stale: boolean;
}

function OneMeeting({ room, state, who, told, stale }: OneMeetingProps) {
  const { t } = useTranslation();
  const { person } = useSigned();
  const clocks = useKept<SideZone[]>(['zones', state.project.id], () => zones(state.project.id));
  const [acting, setActing] = useState<'change' | 'cancel'>();
  const meeting = told.value;
  const me = meIn(state, person.id);
  const organizes = mayOrganize(meeting, me);
  const begin = useAct((key) => start(meeting.id, key));
  const party = who.partyOf(meeting.author);
  const invited = meeting.party_ids?.map((id) => who.partyName(id)).filter(Boolean);
  const open = meeting.state === 'planned' || meeting.state === 'running';
  const agenda = meeting.agenda && meeting.state !== 'closed' && (
    <section className={css.words} aria-label={t('meetings.field.agenda')}>
      <h3>{t('meetings.field.agenda')}</h3>
      <div className={css.body}>
        <Body body={meeting.agenda} who={who} />
      </div>
    </section>
  );
  const starts = meeting.state === 'planned' && organizes;
  const more = [
    ...(meeting.state === 'planned' ? [{ words: t('meetings.calendar'), file: { href: calendarPath(meeting.id), name: 'meeting.ics' } }] : []),
    ...(open && organizes ? [{ words: t('meetings.change'), run: () => setActing('change') }] : []),
    ...(starts ? [{ words: t('meetings.cancel'), takes: true, run: () => setActing('cancel') }] : []),
  ];
  return (
    <>
      <header className={css.head}>
        <h2>{meeting.title}</h2>
        <p className={css.facts}>
          <MeetingState meeting={meeting} />
          <When meeting={meeting} zones={(clocks.data ?? []).map((zone) => zone.time_zone)} />
          <WaitsFor meeting={meeting} state={state} personId={person.id} />
        </p>
        <p className={css.small}>
          {t('meetings.organizer', { name: [party && nameOf(party), meeting.author.name].filter(Boolean).join(' · ') })}
          {' · '}
          {invited ? invited.join(', ') : t('meetings.everyone')}
        </p>
        {meeting.reason && <p className={css.small}>{t('meetings.reason', { reason: meeting.reason })}</p>}
      </header>
      {meeting.state !== 'running' && agenda}
      <Failure of={begin.failure} />
      {open && (starts || meeting.video_url || more.length > 0) && <Doors starts={starts} begin={begin} meeting={meeting} more={more} />}
      <Suspense fallback={<Loading />}>
        {meeting.state === 'running' && (
          <MeetingMode room={room} state={state} who={who} meeting={meeting} organizes={organizes} me={me} agenda={agenda} />
        )}
        {meeting.state === 'closed' && <MeetingPage state={state} who={who} told={told} stale={stale} organizes={organizes} />}
      </Suspense>
      <Suspense>
        {acting === 'change' && <PlanMeeting state={state} meeting={meeting} tag={told.tag} onClose={() => setActing(undefined)} />}
        {acting === 'cancel' && <Cancel meeting={meeting} onClose={() => setActing(undefined)} />}
      </Suspense>
    </>
  );
}

interface DoorsProps {
  starts: boolean;
  begin: Act<[]>;
  meeting: Meeting;
  more: readonly RareAct[];
}

/** What a meeting is for now: to begin it, to go where it is; the rest one tap behind. While it runs, below its head. */
function Doors({ starts, begin, meeting, more }: DoorsProps) {
  const { t } = useTranslation();
  const video = meeting.video_url && (
    <Button component="a" href={meeting.video_url} target="_blank" rel="noopener noreferrer" variant={starts ? 'default' : undefined}>
      {t('meetings.join')}
    </Button>
  );
  return (
    <Acts more={more} inline={meeting.state === 'running'}>
      {starts && (
        <ActButton loading={begin.busy} onClick={() => void begin.run()}>
          {t('meetings.start')}
        </ActButton>
      )}
      {video}
    </Acts>
  );
}

function Cancel({ meeting, onClose }: { meeting: Meeting; onClose(): void }) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const act = useAct(async (key) => {
    await cancel(meeting.id, key, reason);
    onClose();
  });
  return (
    <Sheet title={t('meetings.cancel')} onClose={onClose}>
      <Form onSubmit={() => void act.run(reason)}>
        <p className={css.hint}>{t('meetings.cancel_words')}</p>
        <Textarea
          label={t('meetings.field.reason')}
          value={reason}
          maxLength={2000}
          autosize
          minRows={2}
          maxRows={6}
          onChange={(event) => setReason(event.currentTarget.value)}
          error={act.fault('/reason')}
        />
        <Failure of={act.failure} fields={['/reason']} />
        <Submit busy={act.busy} color="red">
          {t('meetings.cancel_do')}
        </Submit>
      </Form>
    </Sheet>
  );
}
