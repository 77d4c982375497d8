// The plan on a time scale: bars of phases, points of milestones and of what is owed. Pure.
import type { Phase, Snapshot } from '../api/types';
import { isOpen, plannedIn, type Planned } from './turns';

export type GanttRow =
  | { kind: 'phase'; key: string; phase: Phase; from: number; to: number }
  | { kind: 'points'; key: string; of: 'milestone' | 'owed'; points: { at: number; planned: Planned }[] };

export interface GanttScale {
  /** First and last day, as days since 1970. */
  from: number;
  to: number;
  rows: GanttRow[];
  /** First days of months inside. */
  months: number[];
}

const DAY_MS = 86_400_000;
const MARGIN = 5;

export function dayNumber(day: string): number {
  return Math.round(Date.parse(`${day.slice(0, 10)}T00:00:00Z`) / DAY_MS);
}

export function dayText(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** Nothing where fewer than two days are known. */
export function ganttOf(state: Snapshot, today: string): GanttScale | undefined {
  const start = dayNumber(state.project.starts_on ?? state.project.created_at);
  const rows: GanttRow[] = [];
  let from = start;
  for (const phase of state.phases) {
    if (phase.due_on === undefined) continue;
    const to = dayNumber(phase.due_on);
    // A phase begins where the one before it ends; one that ends earlier is drawn as a day.
    rows.push({ kind: 'phase', key: phase.id, phase, from: Math.min(from, to), to });
    from = Math.max(from, to);
  }
  const points = (of: 'milestone' | 'owed', planned: Planned[]): GanttRow[] => {
    const dated = planned.flatMap((each) => ('due_on' in each.item && each.item.due_on ? [{ at: dayNumber(each.item.due_on), planned: each }] : []));
    return dated.length > 0 ? [{ kind: 'points', key: of, of, points: dated }] : [];
  };
  const all = plannedIn(state);
  rows.push(...points('milestone', all.filter((each) => each.kind === 'milestone')));
  rows.push(...points('owed', all.filter((each) => (each.kind === 'action' || each.kind === 'question') && isOpen(each))));
  if (rows.length === 0) return undefined;
  const days = rows.flatMap((row) => (row.kind === 'phase' ? [row.from, row.to] : row.points.map((point) => point.at)));
  const ends = state.project.due_on ? [dayNumber(state.project.due_on)] : [];
  const now = dayNumber(today);
  const first = Math.min(start, now, ...days) - MARGIN;
  const last = Math.max(now, ...days, ...ends) + MARGIN;
  return { from: first, to: last, rows, months: monthsIn(first, last) };
}

function monthsIn(from: number, to: number): number[] {
  const months: number[] = [];
  const day = new Date(from * DAY_MS);
  day.setUTCDate(1);
  for (;;) {
    day.setUTCMonth(day.getUTCMonth() + 1);
    const at = Math.round(day.getTime() / DAY_MS);
    if (at > to) return months;
    months.push(at);
  }
}
