// One moment on several clocks, through changes of clocks and of days.
import { describe, expect, it } from 'vitest';
import { besideIn, momentOf, placeOf, saidIn, wallAt, zoneName } from '../../src/meetings/zones';

describe('a zone to choose from', () => {
  it('has its city and how far it is from UTC', () => {
    expect(['Asia/Seoul', 'America/Monterrey', 'UTC'].map((zone) => zoneName(zone, 'es'))).toEqual(['Seoul (UTC+9)', 'Monterrey (UTC-6)', 'UTC (UTC+0)']);
    expect(zoneName('America/Monterrey', 'ko')).toContain('몬테레이');
  });
});

describe('a wall clock', () => {
  it('shows a moment in its zone, on its own day', () => {
    expect(wallAt('2026-11-26T00:00:00.000Z', 'Asia/Seoul')).toEqual({ day: '2026-11-26', time: '09:00' });
    expect(wallAt('2026-11-26T00:00:00.000Z', 'America/Monterrey')).toEqual({ day: '2026-11-25', time: '18:00' });
    expect(wallAt('2026-11-26T00:00:00.000Z', 'Mars/Olympus')).toEqual({ day: '2026-11-26', time: '00:00' });
  });

  it('and back, in every zone and on every hour of a year', () => {
    let moments = 0;
    for (const zone of ['Asia/Seoul', 'America/Monterrey', 'America/Chicago', 'Europe/Madrid', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'UTC']) {
      for (let at = Date.UTC(2026, 0, 1); at < Date.UTC(2027, 0, 1); at += 7 * 3_600_000 + 900_000) {
        const wall = wallAt(at, zone);
        const back = Date.parse(momentOf(wall, zone)!);
        // The hour that comes twice is taken as the first.
        expect(wallAt(back, zone)).toEqual(wall);
        expect([0, -3_600_000, -1_800_000]).toContain(back - at);
        moments += 1;
      }
    }
    console.log(`zones: ${moments} moments`);
  });

  it('has no time that is none, and moves on what a change of clocks leaves out', () => {
    expect(momentOf({ day: '', time: '09:00' }, 'Asia/Seoul')).toBeUndefined();
    expect(momentOf({ day: '2026-13-01', time: '09:00' }, 'Asia/Seoul')).toBeUndefined();
    expect(momentOf({ day: '2026-11-26', time: '' }, 'Asia/Seoul')).toBeUndefined();
    const skipped = momentOf({ day: '2026-03-08', time: '02:30' }, 'America/Chicago')!;
    expect(wallAt(skipped, 'America/Chicago')).toEqual({ day: '2026-03-08', time: '03:30' });
    const twice = momentOf({ day: '2026-11-01', time: '01:30' }, 'America/Chicago');
    expect(twice).toBe('2026-11-01T06:30:00.000Z');
  });
});

describe('words for it', () => {
  const now = Date.parse('2026-11-25T03:00:00.000Z');

  it('say today and tomorrow of the zone, else the day', () => {
    expect(saidIn('2026-11-26T00:00:00.000Z', 'Asia/Seoul', 'ko', now)).toBe('내일 09:00');
    expect(saidIn('2026-11-26T00:00:00.000Z', 'America/Monterrey', 'es', now)).toBe('mañana 18:00');
    expect(saidIn('2026-11-25T00:00:00.000Z', 'Asia/Seoul', 'en', now)).toBe('today 09:00');
    expect(saidIn('2026-12-24T00:00:00.000Z', 'Asia/Seoul', 'ko', now)).toMatch(/^12월 24일.*09:00$/);
    expect(saidIn('2027-01-04T00:00:00.000Z', 'Asia/Seoul', 'ko', now)).toMatch(/2027/);
  });

  it('name another day where it is one', () => {
    const at = '2026-11-26T00:00:00.000Z';
    const own = wallAt(at, 'Asia/Seoul');
    expect(besideIn(at, 'America/Monterrey', own, 'ko')).toBe('25일 (수) 18:00');
    expect(besideIn(at, 'Asia/Tokyo', own, 'ko')).toBe('09:00');
    expect(besideIn(at, 'Asia/Kathmandu', own, 'es')).toBe('05:45');
  });

  it('name a place', () => {
    expect(placeOf('America/Monterrey', 'ko')).toBe('몬테레이');
    expect(placeOf('America/Monterrey', 'es')).toBe('Monterrey');
    expect(placeOf('America/Argentina/Buenos_Aires', 'en')).toBe('Buenos Aires');
  });
});
