// Times in the reader's zone and language.
import { useTranslation } from 'react-i18next';
import { useSigned } from '../access/signed';

export interface Times {
  /** 09:05 */
  clock(at: string): string;
  /** Saturday, 22 November */
  day(at: string): string;
  /** Key that is the same for all times of one day. */
  dayKey(at: string): string;
  /** The clock today, else the date. */
  brief(at: string): string;
  /** Date and clock in full. */
  full(at: string): string;
  /** A calendar day in few letters, with its year where that is another one. */
  shortDate(day: string): string;
  /** A calendar day with its day of the week. */
  namedDate(day: string): string;
  /** A calendar day without a zone, `YYYY-MM-DD`. */
  date(day: string): string;
}

export function times(locale: string, timeZone: string): Times {
  const make = (options: Intl.DateTimeFormatOptions) => {
    try {
      return new Intl.DateTimeFormat(locale, { timeZone, ...options });
    } catch {
      return new Intl.DateTimeFormat(locale, options);
    }
  };
  const clock = make({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const day = make({ month: 'long', day: 'numeric', weekday: 'short' });
  const dayOfYear = make({ year: 'numeric', month: 'long', day: 'numeric', weekday: 'short' });
  const short = make({ month: 'numeric', day: 'numeric' });
  const shortOfYear = make({ year: 'numeric', month: 'numeric', day: 'numeric' });
  const full = make({ year: 'numeric', month: locale.startsWith('ko') ? 'numeric' : 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const key = new Intl.DateTimeFormat('en-CA', { dateStyle: 'short', timeZone: clock.resolvedOptions().timeZone });
  const plain = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', dateStyle: 'medium' });
  const month = locale.startsWith('ko') ? 'numeric' : 'short';
  const near = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', month, day: 'numeric' });
  const named = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', year: 'numeric', month, day: 'numeric', weekday: 'short' });
  const at = (text: string) => new Date(`${text}T00:00:00Z`);
  const year = (at: string) => key.format(new Date(at)).slice(0, 4);
  const thisYear = () => key.format(new Date()).slice(0, 4);
  return {
    clock: (at) => clock.format(new Date(at)),
    day: (at) => (year(at) === thisYear() ? day : dayOfYear).format(new Date(at)),
    dayKey: (at) => key.format(new Date(at)),
    brief(at) {
      const when = new Date(at);
      if (key.format(when) === key.format(new Date())) return clock.format(when);
      return (year(at) === thisYear() ? short : shortOfYear).format(when);
    },
    full: (at) => full.format(new Date(at)),
    shortDate: (text) => (text.slice(0, 4) === thisYear() ? near : plain).format(at(text)),
    namedDate: (text) => named.format(at(text)),
    date: (text) => plain.format(at(text)),
  };
}

const made = new Map<string, Times>();

/** Formats take long to make, and a room has a time in every row: each pair of language and zone has one. */
function timesOf(locale: string, timeZone: string): Times {
  const key = `${locale} ${timeZone}`;
  let found = made.get(key);
  if (!found) made.set(key, (found = times(locale, timeZone)));
  return found;
}

export function useTimes(): Times {
  const { i18n } = useTranslation();
  const { person } = useSigned();
  return timesOf(i18n.language, person.time_zone);
}
