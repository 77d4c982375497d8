import { describe, expect, it } from 'vitest';
import type { PartyClock } from '../../src/api/types';
import { barsOf, measured } from '../../src/clocks/bars';

function clock(party_id: string, side: string, working_days: number, spells = 1): PartyClock {
  return {
    party_id,
    side,
    court: { working_days, calendar_seconds: 0, spells, open: 0 },
    turns: { designs: 0, turns: 0 },
    first_pass: { designs: 0, passed: 0 },
    questions: { asked: 0, answered: 0, dated: 0, in_time: 0 },
  };
}

describe('the picture of both sides', () => {
  it('has one scale: the longer side is whole, the other its share', () => {
    const bars = barsOf([clock('q', 'customer', 6), clock('s', 'supplier', 4), clock('r', 'customer', 2)]);
    expect([bars.leftDays, bars.rightDays]).toEqual([8, 4]);
    expect(bars.left).toEqual([
      { party_id: 'q', days: 6, from: 0, length: 0.75 },
      { party_id: 'r', days: 2, from: 0.75, length: 0.25 },
    ]);
    expect(bars.right).toEqual([{ party_id: 's', days: 4, from: 0, length: 0.5 }]);
  });

  it('draws nothing of nothing, and is no division by it', () => {
    const bars = barsOf([clock('q', 'customer', 0), clock('s', 'supplier', 0)]);
    expect([bars.left, bars.right, bars.leftDays]).toEqual([[], [], 0]);
  });

  it('leaves parties out of which nothing was measured, the customer first', () => {
    const shown = measured([clock('s', 'supplier', 0), clock('o', 'coordinator', 0, 0), clock('q', 'customer', 0)]);
    expect(shown.map(({ party_id }) => party_id)).toEqual(['q', 's']);
  });
});
