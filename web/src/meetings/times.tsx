// When a meeting is: on the reader's clock first, on the planner's beside it.
import { useTranslation } from 'react-i18next';
import { useSigned } from '../access/signed';
import type { Meeting } from '../api/types';
import css from './meetings.module.css';
import { endsAt } from './states';
import { besideIn, placeOf, saidIn, wallAt } from './zones';

/** Words for a moment in several zones, the reader's first and without a place. */
export function useSaid(): (at: string, others: readonly string[]) => string {
  const { i18n } = useTranslation();
  const { person } = useSigned();
  const locale = i18n.language;
  return (at, others) => {
    const own = saidIn(at, person.time_zone, locale, Date.now());
    const wall = wallAt(at, person.time_zone);
    // Places that share a clock are said together.
    const places = new Map<string, string[]>();
    for (const zone of new Set(others)) {
      const time = besideIn(at, zone, wall, locale);
      if (zone !== person.time_zone && time !== wall.time) places.set(time, [...(places.get(time) ?? []), placeOf(zone, locale)]);
    }
    return [own, ...[...places].map(([time, names]) => `${names.join(', ')} ${time}`)].join(' · ');
  };
}

/** From when to when on every clock, the reader's first; places that share a clock stand together. */
export function useSpans(): (at: string, minutes: number, zones: readonly string[]) => string[] {
  const { i18n } = useTranslation();
  const { person } = useSigned();
  const locale = i18n.language;
  return (at, minutes, zones) => {
    const end = Date.parse(at) + minutes * 60_000;
    const lines = new Map<string, Set<string>>();
    for (const zone of [person.time_zone, ...zones]) {
      const span = `${saidIn(at, zone, locale, Date.now())}–${wallAt(end, zone).time}`;
      lines.set(span, (lines.get(span) ?? new Set()).add(placeOf(zone, locale)));
    }
    return [...lines].map(([span, places]) => `${[...places].join(', ')} · ${span}`);
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
