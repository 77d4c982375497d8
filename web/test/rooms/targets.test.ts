import { describe, expect, it } from 'vitest';
import { addressOf, targetOf, type Target } from '../../src/rooms/targets';

const ORIGIN = 'https://dure.office';
const PROJECT = '019a0000-0000-7000-8000-000000000001';
const THING = '019a0000-0000-7000-8000-000000000002';

describe('the address of a thing', () => {
  it('names it again when read', () => {
    for (const kind of ['message', 'item', 'phase', 'member', 'meeting', 'design', 'comment', 'approval'] as const) {
      const target: Target = { project: PROJECT, kind, id: THING };
      expect(targetOf(ORIGIN + addressOf(target), ORIGIN)).toEqual(target);
    }
  });

  it('is no thing on another server, of another screen, or with no real id', () => {
    const path = addressOf({ project: PROJECT, kind: 'item', id: THING });
    const others = [
      `https://dure.office.example${path}`,
      `http://dure.office${path}`,
      `${ORIGIN}/projects/${PROJECT}`,
      `${ORIGIN}/projects/${PROJECT}/search?item=${THING}`,
      `${ORIGIN}/projects/${PROJECT}/plan?item=javascript:alert(1)`,
      `${ORIGIN}/projects/${PROJECT}/plan/more?item=${THING}`,
      `${ORIGIN}/firms/${PROJECT}#${THING}`,
      'not an address',
    ];
    expect(others.map((href) => targetOf(href, ORIGIN))).toEqual(others.map(() => undefined));
  });
});
