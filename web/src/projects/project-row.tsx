import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useRoom } from '../access/signed';
import type { Project } from '../api/types';
import { ProjectBall } from '../plan/project-ball';
import { allUnsent } from '../sync/unsent';
import { PhaseBar, phasesFrom } from '../ui/phase-bar';
import rows from '../ui/rows.module.css';
import { useTimes } from '../ui/time';
import { useUnread } from './unread';

export function ProjectRow({ project }: { project: Project }) {
  const { t } = useTranslation();
  const times = useTimes();
  const unread = useUnread(project);
  const room = useRoom(project.id);
  const last = room.log.at(-1)?.at ?? project.last_event_at;
  const unsent = allUnsent(room).filter((entry) => entry.state !== 'sent').length;
  return (
    <li>
      <Link href={`/projects/${project.id}`} className={rows.row}>
        <span className={rows.words}>
          <span className={rows.first}>
            <span className={rows.code}>{project.code}</span>
            <span>{project.name}</span>
          </span>
          <span className={rows.second}>
            <PhaseBar phases={room.state?.phases ?? phasesFrom(project)} />
            {project.due_on && <span className="figures">{t('project.due', { on: times.date(project.due_on) })}</span>}
          </span>
          <span className={rows.ball}>{room.state && <ProjectBall quiet state={room.state} />}</span>
        </span>
        <span className={rows.end}>
          {last && (
            <time dateTime={last} title={times.full(last)}>
              {t('project.last', { at: times.brief(last) })}
            </time>
          )}
          {unsent > 0 ? (
            <span className={rows.new}>{t('net.unsent', { count: unsent })}</span>
          ) : (
            unread > 0 && <span className={rows.new}>{t('project.new', { count: unread })}</span>
          )}
        </span>
      </Link>
    </li>
  );
}

export function byLiveliness(a: Project, b: Project): number {
  return (b.last_event_at ?? b.created_at).localeCompare(a.last_event_at ?? a.created_at);
}
