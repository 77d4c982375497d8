// A project on the screen: one line that says which, its state and who is here; then room or people.
import { lazy, Suspense, useDeferredValue, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useProject } from '../access/reads';
import { useNetwork, useRoom, useSigned } from '../access/signed';
import { Unreachable } from '../api/problem';
import type { Message, Snapshot } from '../api/types';
import { withTexts } from '../i18n/late';
import { ProjectBall } from '../plan/project-ball';
import { meIn, mostPressed } from '../plan/turns';
import type { RoomView } from '../sync/room';
import { allUnsent } from '../sync/unsent';
import { useDesk, useWide } from '../ui/desk';
import { Icon } from '../ui/icon';
import { useNetworkWords } from '../ui/page';
import { PhaseBar, phasesFrom } from '../ui/phase-bar';
import { Empty, Loading, Trouble } from '../ui/states';
import { Composer } from './composer';
import css from './room-screen.module.css';
import { Stream } from './stream';
import { presentIn, useWho } from './who';

const Approvals = lazy(() => withTexts(import('../approvals/approvals'), 'approvals'));
const Charters = lazy(() => withTexts(import('../charters/charters'), 'charters', 'approvals'));
const Designs = lazy(() => import('../designs/designs'));
const Meetings = lazy(() => withTexts(import('../meetings/meetings'), 'meetings'));
const People = lazy(() => import('../people/people'));
const Plan = lazy(() => withTexts(import('../plan/plan'), 'meetings'));
const Search = lazy(() => import('../search/search'));
const ProjectPanel = lazy(() => import('./project-panel'));
const ProjectSheet = lazy(() => import('./project-sheet'));

interface RoomScreenProps {
  id: string;
  tab: string | undefined;
  meetingId?: string;
  designId?: string;
  approvalId?: string;
}

export default function RoomScreen({ id, tab, meetingId, designId, approvalId }: RoomScreenProps) {
  const { t } = useTranslation();
  const { engine } = useSigned();
  const room = useRoom(id);
  const wide = useWide();
  const project = useProject(id);
  const who = useWho(room.state);
  // The tap is answered by the header at once; what is heavy follows as soon as it can.
  const shown = useDeferredValue(tab ?? 'room', '');
  const [replyTo, setReplyTo] = useState<string>();
  const [edit, setEdit] = useState<Message>();
  useEffect(() => {
    engine.focus(id);
    return () => engine.focus(undefined);
  }, [engine, id]);
  return (
    <div className={css.panes}>
      <div className={css.room}>
        <Header room={room} id={id} />
        {room.status !== 'missing' && <Tabs id={id} tab={tab} />}
        {room.status === 'missing' ? (
          <Missing />
        ) : !room.state ? (
          <NotHere room={room} read={project} />
        ) : shown === '' ? (
          <Loading rows={6} />
        ) : shown === 'people' ? (
          <Suspense fallback={<Loading />}>
            <People room={room} project={project.data} />
          </Suspense>
        ) : shown === 'plan' ? (
          <Suspense fallback={<Loading />}>
            <Plan room={room} who={who} />
            </Suspense>
        ) : shown === 'meetings' ? (
          <Suspense fallback={<Loading />}>
            <Meetings room={room} who={who} meetingId={meetingId} />
          </Suspense>
        ) : shown === 'designs' ? (
          <Suspense fallback={<Loading />}>
            <Designs room={room} who={who} designId={designId} />
          </Suspense>
        ) : shown === 'approvals' ? (
          <Suspense fallback={<Loading />}>
            <Approvals room={room} who={who} approvalId={approvalId} />
          </Suspense>
        ) : shown === 'charter' ? (
          <Suspense fallback={<Loading />}>
            <Charters room={room} />
          </Suspense>
        ) : shown === 'search' ? (
          <Suspense fallback={<Loading />}>
            <Search room={room} who={who} />
          </Suspense>
        ) : (
          <>
            <Stream room={room} who={who} onReply={setReplyTo} onEdit={setEdit} />
            <Composer
              room={room}
              project={project.data}
              who={who}
              replyTo={replyTo}
              onReplied={() => setReplyTo(undefined)}
              edit={edit}
              onEditing={() => setEdit(undefined)}
            />
          </>
        )}
      </div>
      {wide && room.status !== 'missing' && (
        <aside className={css.panel} aria-label={t('room.panel')}>
          <Suspense fallback={<Loading />}>
            <ProjectPanel room={room} people={shown !== 'people'} plan={shown !== 'plan'} />
          </Suspense>
        </aside>
      )}
    </div>
  );
}

/** Before anything of the project is here: on its way, refused for now, or out of reach. */
function NotHere({ room, read }: { room: RoomView; read: ReturnType<typeof useProject> }) {
  const { engine } = useSigned();
  const { online } = useNetwork();
  const again = () => {
    engine.focus(room.id);
    void read.refetch();
  };
  const trouble = online ? read.error : new Unreachable();
  if (!trouble) return <Loading rows={6} />;
  return (
    <div data-bar="kept">
      <Trouble of={trouble} again={again} />
    </div>
  );
}

function Missing() {
  const { t } = useTranslation();
  return (
    <div data-bar="kept">
      <Empty title={t('room.missing')} act={<Link href="/projects">{t('room.to_projects')}</Link>}>
        {t('room.missing_words')}
      </Empty>
    </div>
  );
}

function Header({ room, id }: { room: RoomView; id: string }) {
  const { t } = useTranslation();
  const desk = useDesk();
  const listed = useProject(id).data;
  const [open, setOpen] = useState(false);
  const project = room.state?.project ?? listed;
  const phases = room.state?.phases ?? (listed ? phasesFrom(listed) : []);
  return (
    <header className={css.header}>
      <div className={css.title}>
        {!desk && (
          <Link href="/projects" className={css.back} aria-label={t('nav.projects')}>
            <Icon name="back" />
          </Link>
        )}
        <h1 className={css.heading}>
          {project === undefined ? (
            <span className={css.name}>{t('word.project')}</span>
          ) : (
            <button
              type="button"
              className={css.name}
              onClick={() => setOpen(true)}
              title={project.name}
              aria-haspopup="dialog"
            >
              <span className={css.code}>{project.code}</span>
              <span className={css.words}>{project.name}</span>
            </button>
          )}
        </h1>
        {desk && phases.length > 0 && <PhaseBar phases={phases} />}
      </div>
      {room.status !== 'missing' && <Line room={room} phases={phases} />}
      {open && room.state && (
        <Suspense>
          <ProjectSheet room={room} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </header>
  );
}

/** Whether all that the ball stands for is on designs. */
function onDesigns(state: Snapshot, person_id: string): boolean {
  const pressed = mostPressed(state, meIn(state, person_id));
  return pressed !== undefined && pressed.comments === pressed.count;
}

/** The thin line: who is here when all is well, else what the network does, in words. */
function Line({ room, phases }: { room: RoomView; phases: ReturnType<typeof phasesFrom> }) {
  const { t } = useTranslation();
  const { person } = useSigned();
  const desk = useDesk();
  const present = presentIn(room, person.id).length;
  const { phase } = useNetwork();
  const network = useNetworkWords();
  const refused = allUnsent(room).filter((entry) => entry.state === 'refused').length;
  const words =
    network ??
    (room.status === 'catching-up' || (room.status === 'away' && phase === 'open')
      ? t('net.catching_up')
      : room.status === 'live'
        ? present > 0
          ? t('room.present', { count: present })
          : t('net.live')
        : t('net.connecting'));
  return (
    <div className={css.line}>
      <p className={css.network} role="status" data-state={network ? 'away' : room.status}>
        <span className={css.dot} aria-hidden="true" />
        <span className={css.words}>{words}</span>
      </p>
      {refused > 0 && <strong className={css.refused}>{t('net.refused', { count: refused })}</strong>}
      {!desk && phases.length > 0 && <PhaseBar phases={phases} />}
      {room.state && (
        <Link href={`/projects/${room.id}/${onDesigns(room.state, person.id) ? 'designs' : 'plan'}`} className={css.ball}>
          <ProjectBall state={room.state} />
        </Link>
      )}
    </div>
  );
}

function Tabs({ id, tab }: { id: string; tab: string | undefined }) {
  const { t } = useTranslation();
  return (
    <nav className={css.tabs} aria-label={t('room.tabs')}>
      <Link href={`/projects/${id}`} aria-current={tab === undefined ? 'page' : undefined}>
        {t('room.room')}
      </Link>
      <Link href={`/projects/${id}/plan`} aria-current={tab === 'plan' || tab === 'meetings' ? 'page' : undefined}>
        {t('room.plan')}
      </Link>
      <Link href={`/projects/${id}/designs`} aria-current={tab === 'designs' ? 'page' : undefined}>
        {t('designs.title')}
      </Link>
      <Link href={`/projects/${id}/approvals`} aria-current={tab === 'approvals' ? 'page' : undefined}>
        {t('approval.tab')}
      </Link>
      <Link href={`/projects/${id}/people`} aria-current={tab === 'people' || tab === 'charter' ? 'page' : undefined}>
        {t('room.people')}
      </Link>
      <Link href={`/projects/${id}/search`} className={css.find} aria-label={t('search.title')} aria-current={tab === 'search' ? 'page' : undefined}>
        <Icon name="find" size={18} />
      </Link>
    </nav>
  );
}
