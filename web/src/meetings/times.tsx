// When a meeting is: on the reader's clock first, on the planner's beside it.
import { useTranslation } from 'react-i18next';
import { useSigned } from '../access/signed';
import type { Meeting } from '../api/types';
import css from './meetings.module.css';
import { endsAt } from './states';
import { placeOf, saidIn, wallAt } from './zones';

/** Words for a moment in several zones, the reader's first and without a place. */
export function useSaid(): (at: string, others: readonly string[]) => string {
  const { i18n } = useTranslation();
  const { person } = useSigned();
  const locale = i18n.language;
  return (at, others) => {
    const own = saidIn(at, person.time_zone, locale, Date.now());
    const wall = wallAt(at, person.time_zone);
    const beside = [...new Set(others)].filter((zone) => zone !== person.time_zone).map((zone) => {
      const there = wallAt(at, zone);
      const time = there.day === wall.day ? there.time : saidIn(at, zone, locale, Date.now());
      return `${placeOf(zone, locale)} ${time}`;
    });
    return [own, ...beside].join(' · ');
  };
}

export function When({ meeting, zones = [] }: { meeting: Meeting; zones?: readonly string[] }) {
  const { t } = useTranslation();
  const { person } = useSigned();
  const said = useSaid();
  const end = wallAt(endsAt(meeting), person.time_zone).time;
  return (
    <span className={`${css.when} figures`}>
      <time dateTime={meeting.starts_at}>{said(meeting.starts_at, [meeting.time_zone, ...zones])}</time>
      <span>{t('meetings.until', { time: end, minutes: meeting.minutes })}</span>
    </span>
  );
}
