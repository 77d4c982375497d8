// The figures of a party in words. One without a base says so, and is never 0 %.
import { useTranslation } from 'react-i18next';
import type { PartyClock } from '../api/types';
import { useTimes } from '../ui/time';
import { SECONDS_A_DAY, type Figure } from './bars';

interface Told {
  /** In few letters. */
  value: string;
  /** The same, read aloud. */
  words: string;
  /** What it is made of. */
  line: string;
  /** There is nothing that it could be of. */
  none: boolean;
}

export function useFigures({ court, turns, first_pass, questions }: PartyClock): Record<Figure, Told> {
  const { t, i18n } = useTranslation();
  const times = useTimes();
  const number = new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 1 });
  const percent = new Intl.NumberFormat(i18n.language, { style: 'percent' });
  const told = (value: string | undefined, line: string): Told => ({
    value: value ?? '–',
    words: value ?? t('clocks.nothing_yet'),
    line: value === undefined ? t('clocks.nothing_yet') : line,
    none: value === undefined,
  });
  const mean = (of: number | undefined) => (of === undefined ? undefined : number.format(of));
  const share = (of: number | undefined) => (of === undefined ? undefined : percent.format(of));
  const open = court.open_since && t('clocks.court_now', { count: court.open, at: times.full(court.open_since) });
  const courtLine = t('clocks.court_line', {
    count: court.spells,
    days: number.format(court.calendar_seconds / SECONDS_A_DAY),
    each: number.format(court.days_per_spell ?? 0),
  });
  return {
    court: told(court.spells === 0 ? undefined : t('clocks.days', { count: court.working_days }), open ? `${courtLine}. ${open}` : courtLine),
    turns: told(mean(turns.turns_per_design), t('clocks.turns_line', { designs: turns.designs, turns: turns.turns })),
    first_pass: told(share(first_pass.rate), t('clocks.first_pass_line', { designs: first_pass.designs, passed: first_pass.passed })),
    questions: told(
      questions.answered_rate === undefined ? undefined : t('clocks.of', { count: questions.answered, all: questions.asked }),
      t('clocks.questions_line', { asked: questions.asked, answered: questions.answered, dated: questions.dated, in_time: questions.in_time }),
    ),
  };
}
