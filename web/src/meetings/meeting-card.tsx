// A meeting in the stream: when it is, and the way to it.
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { Meeting } from '../api/types';
import css from './meeting-card.module.css';
import { useSaid } from './times';

export function MeetingCard({ meeting }: { meeting: Meeting }) {
  const { t } = useTranslation();
  const said = useSaid();
  return (
    <Link href={`/projects/${meeting.project_id}/meetings/${meeting.id}`} className={css.card} aria-label={`${t('meetings.open')} · ${meeting.title}`}>
      <time dateTime={meeting.starts_at} className="figures">
        {said(meeting.starts_at, [meeting.time_zone])}
      </time>
    </Link>
  );
}
