// The reader's projects in the rail of a desk.
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import { useProjects } from '../access/reads';
import type { Project } from '../api/types';
import { byLiveliness } from './project-row';
import css from './rail.module.css';
import { useUnread } from './unread';

export function ProjectRail() {
  const { t } = useTranslation();
  const { data } = useProjects();
  if (!data || data.length === 0) return null;
  return (
    <>
      <h2 className={css.title}>{t('projects.mine')}</h2>
      <ul>
        {[...data].sort(byLiveliness).map((project) => (
          <RailRow key={project.id} project={project} />
        ))}
      </ul>
    </>
  );
}

function RailRow({ project }: { project: Project }) {
  const { t } = useTranslation();
  const [location] = useLocation();
  const unread = useUnread(project);
  const to = `/projects/${project.id}`;
  return (
    <li>
      <Link href={to} className={css.row} aria-current={location.startsWith(to) ? 'page' : undefined}>
        <span className={css.words}>
          <span className={css.code}>{project.code}</span>
          <span className={css.name} title={project.name}>
            {project.name}
          </span>
        </span>
        {unread > 0 && (
          <span className={css.count} aria-label={t('project.new', { count: unread })}>
            {unread}
          </span>
        )}
      </Link>
    </li>
  );
}
