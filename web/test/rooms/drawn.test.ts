import { describe, expect, it } from 'vitest';
import { drawnFrom } from '../../src/rooms/drawn';
import { said } from '../sync/samples';

const log = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => said(from + at));

describe('how much of a room is drawn when it opens', () => {
  it('is its end', () => {
    expect(drawnFrom(log(1, 500), 500)).toBe(460);
    expect(drawnFrom(log(1, 500), 0)).toBe(460);
    expect(drawnFrom(log(490, 500), 500)).toBe(490);
  });

  it('goes back to where the reader was, but not through a whole winter', () => {
    expect(drawnFrom(log(1, 500), 400)).toBe(390);
    expect(drawnFrom(log(1, 500), 3)).toBe(200);
    expect(drawnFrom([], 3)).toBe(0);
  });
});
