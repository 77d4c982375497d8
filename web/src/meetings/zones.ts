// The same moment on the clocks of several zones, and a wall clock's time as a moment. Pure.

export interface Wall {
  /** `YYYY-MM-DD` */
  day: string;
  /** `HH:MM` */
  time: string;
}

const DAY_MS = 86_400_000;

const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(zone: string): Intl.DateTimeFormat {
  let clock = clocks.get(zone);
  if (!clock) {
    clock = new Intl.DateTimeFormat('en-CA', {
      timeZone: known(zone),
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
    clocks.set(zone, clock);
  }
  return clock;
}

/** What the clock on a wall in `zone` shows at a moment. */
export function wallAt(at: string | number, zone: string): Wall {
  const parts = clockOf(zone).formatToParts(new Date(at));
  const part = (type: string) => parts.find((each) => each.type === type)?.value ?? '';
  return { day: `${part('year')}-${part('month')}-${part('day')}`, time: `${part('hour')}:${part('minute')}` };
}

/**
 * The moment at which the clock in `zone` shows this; nothing for what is no day or time. In the hour that a change of
 * clocks leaves out it is as much later, in the hour that comes twice it is the first.
 */
export function momentOf({ day, time }: Wall, zone: string): string | undefined {
  const asUtc = Date.parse(`${day}T${time}:00Z`);
  if (Number.isNaN(asUtc)) return undefined;
  const shown = (at: number) => {
    const wall = wallAt(at, zone);
    return Date.parse(`${wall.day}T${wall.time}:00Z`);
  };
  const offsets = [asUtc - DAY_MS, asUtc + DAY_MS].map((at) => shown(at) - at);
  const fits = offsets.map((offset) => asUtc - offset).filter((at) => shown(at) === asUtc);
  const at = fits.length > 0 ? Math.min(...fits) : asUtc - offsets[0]!;
  return new Date(at).toISOString();
}

/** A place for the zone, as people would say it. */
export function placeOf(zone: string, locale: string): string {
  const city = cityOf(zone);
  if (!locale.startsWith('ko')) return city;
  const parts = new Intl.DateTimeFormat(locale, { timeZone: known(zone), timeZoneName: 'shortGeneric' }).formatToParts(new Date());
  const name = parts.find((part) => part.type === 'timeZoneName')?.value ?? '';
  const ending = /\s\p{Script=Hangul}+$/u.exec(name);
  return ending ? name.slice(0, ending.index) : city;
}

export function cityOf(zone: string): string {
  return zone.split('/').at(-1)!.replaceAll('_', ' ');
}

/** A zone to choose from: its city, how far from UTC it is now. */
export function zoneName(zone: string, locale: string): string {
  const city = cityOf(zone);
  const place = locale.startsWith('ko') ? placeOf(zone, locale) : city;
  const parts = new Intl.DateTimeFormat('en', { timeZone: known(zone), timeZoneName: 'shortOffset' }).formatToParts(new Date());
  const offset = parts.find((part) => part.type === 'timeZoneName')?.value.replace('GMT', 'UTC') ?? 'UTC';
  return `${place === city ? city : `${place}, ${city}`} (${offset})`;
}

/** `18:00`, with its day where that is another one than the reader's: `25 Wed 18:00`. */
export function besideIn(at: string, zone: string, own: Wall, locale: string): string {
  const wall = wallAt(at, zone);
  if (wall.day === own.day) return wall.time;
  const day = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', day: 'numeric', weekday: 'short' });
  return `${day.format(new Date(`${wall.day}T00:00:00Z`))} ${wall.time}`;
}

/** `9:00` today, tomorrow, or with its day; `today` is a moment of the reader's day. */
export function saidIn(at: string, zone: string, locale: string, today: number): string {
  const wall = wallAt(at, zone);
  const days = Math.round((Date.parse(wall.day) - Date.parse(wallAt(today, zone).day)) / DAY_MS);
  if (Math.abs(days) <= 1) {
    return `${new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(days, 'day')} ${wall.time}`;
  }
  const near = wall.day.slice(0, 4) === wallAt(today, zone).day.slice(0, 4);
  const day = new Intl.DateTimeFormat(locale, {
    timeZone: 'UTC',
    month: 'short',
    day: 'numeric',
    weekday: 'short',
    ...(near ? {} : { year: 'numeric' }),
  });
  return `${day.format(new Date(`${wall.day}T00:00:00Z`))} ${wall.time}`;
}

function known(zone: string): string {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return zone;
  } catch {
    return 'UTC';
  }
}
