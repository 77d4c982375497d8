// A meeting in the stream: when it is, when it was to be before a change, and the way to it.
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { DureEvent, Meeting } from '../api/types';
import css from './meeting-link.module.css';
import { useSaid } from './times';

/** What these tell hangs on when it is. */
const TIMED = ['meetings.meeting_planned', 'meetings.meeting_changed'];

export default function MeetingLink({ event, meeting }: { event: DureEvent; meeting: Meeting }) {
  const { t } = useTranslation();
  const said = useSaid();
  const before = event.changes?.find((change) => change.field === 'starts_at')?.from;
  return (
    <>
      {before && <del className="figures">{said(before, [])}</del>}
      {TIMED.includes(event.kind) && (
        <time dateTime={meeting.starts_at} className="figures">
          {said(meeting.starts_at, [meeting.time_zone])}
        </time>
      )}
      <Link href={`/projects/${meeting.project_id}/meetings/${meeting.id}`} className={css.link}>
        {t('meetings.open')}
      </Link>
    </>
  );
}
