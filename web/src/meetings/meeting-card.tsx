// A meeting in the stream: when it is, when it was to be before a change, and the way to it.
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { DureEvent, Meeting } from '../api/types';
import css from './meeting-card.module.css';
import { useSaid } from './times';

/** What follows from the words alone needs no card. */
const PLAIN = ['meetings.meeting_cancelled', 'meetings.meeting_confirmed', 'meetings.meeting_reopened'];

export function MeetingCard({ event, meeting }: { event: DureEvent; meeting: Meeting }) {
  const { t } = useTranslation();
  const said = useSaid();
  if (PLAIN.includes(event.kind)) return null;
  const before = event.changes?.find((change) => change.field === 'starts_at')?.from;
  return (
    <Link href={`/projects/${meeting.project_id}/meetings/${meeting.id}`} className={css.card}>
      {before && <del className="figures">{said(before, [])}</del>}
      <time dateTime={meeting.starts_at} className="figures">
        {said(meeting.starts_at, [meeting.time_zone])}
      </time>
      <span className={css.open}>{t('meetings.open')}</span>
    </Link>
  );
}
