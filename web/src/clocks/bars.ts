// The picture's geometry: what lay with each side, as two opposing bars on one scale. Pure.
import type { PartyClock } from '../api/types';

export const FIGURES = ['court', 'turns', 'first_pass', 'questions'] as const;
export type Figure = (typeof FIGURES)[number];

/** The side that stands on the left; all others stand on the right. */
export const LEFT = 'customer';

export interface Piece {
  party_id: string;
  days: number;
  /** From the middle outwards, as shares of the longer side. */
  from: number;
  length: number;
}

export interface Bars {
  left: Piece[];
  right: Piece[];
  leftDays: number;
  rightDays: number;
}

/** Both sides on one scale: the longer one is whole. */
export function barsOf(clocks: readonly PartyClock[]): Bars {
  const isLeft = ({ side }: PartyClock) => side === LEFT;
  const sum = (of: readonly PartyClock[]) => of.reduce((days, { court }) => days + court.working_days, 0);
  const [left, right] = [clocks.filter(isLeft), clocks.filter((clock) => !isLeft(clock))];
  const [leftDays, rightDays] = [sum(left), sum(right)];
  const scale = Math.max(leftDays, rightDays, 1);
  const pieces = (of: readonly PartyClock[]) => {
    let from = 0;
    return of.flatMap(({ party_id, court: { working_days: days } }) => {
      if (days === 0) return [];
      const piece = { party_id, days, from, length: days / scale };
      from += piece.length;
      return [piece];
    });
  };
  return { left: pieces(left), right: pieces(right), leftDays, rightDays };
}

/** Whether anything was measured of a party. */
export function isMeasured({ court, turns, questions }: PartyClock): boolean {
  return court.spells > 0 || turns.designs > 0 || questions.asked > 0;
}

/** Parties with something measured, the customer's first. */
export function measured(clocks: readonly PartyClock[]): PartyClock[] {
  const order = [LEFT, 'supplier', 'coordinator'];
  return clocks.filter(isMeasured).sort((a, b) => order.indexOf(a.side) - order.indexOf(b.side));
}

export const SECONDS_A_DAY = 86_400;
