import { describe, expect, it } from 'vitest';
import type { ApprovalTurn, Turn } from '../../src/api/types';
import { byDay, byPress, handedOver } from '../../src/home/waiting';
import type { CommentWrite } from '../../src/sync/comment-write';
import type { OutboxEntry } from '../../src/sync/outbox';
import type { PlanWrite } from '../../src/sync/plan-write';

const turn = (id: string, due_on?: string) =>
  ({ kind: 'action', project_id: 'p', project_code: 'P', project_name: 'P', action: { id, ...(due_on ? { due_on } : {}) } }) as Turn;

const seat = (seat_id: string, due_at: string) => ({ seat_id, due_at }) as ApprovalTurn;

const entry = (plan: PlanWrite, state: OutboxEntry['state'] = 'waiting') => ({ id: 'e', plan, state }) as OutboxEntry;
const step = (item_id: string, state?: string): PlanWrite => ({ act: 'update', kind: 'action', item_id, change: state ? { state } : { title: 'x' } });

describe('what is my turn', () => {
  it('is no longer what was answered or closed here and waits to be sent', () => {
    const done = handedOver([
      entry({ act: 'answer', item_id: 'asked', body: 'x' }),
      entry(step('closed', 'done'), 'sent'),
      entry(step('renamed')),
      entry(step('refused', 'done'), 'refused'),
      entry({ act: 'create', kind: 'action', draft: { title: 'x' } }),
    ]);
    expect([...done]).toEqual(['asked', 'closed']);
  });

  it('is no comment either that was answered or closed here, and is one again when that was refused', () => {
    const about = { design_id: 'd', comment_id: 'answered' };
    const said = (comment: CommentWrite, state: OutboxEntry['state'] = 'waiting') => ({ id: 'e', comment, state }) as OutboxEntry;
    const done = handedOver([
      said({ act: 'answer', ...about, kind: 'accepted', body: 'x' }),
      said({ act: 'close', ...about, comment_id: 'refused', kind: 'settled' }, 'refused'),
      said({ act: 'create', design_id: 'd', revision_id: 'r', given: { body: 'x', blocking: false } }),
    ]);
    expect([...done]).toEqual(['answered']);
  });

  it('is grouped by how pressing it is, in the order of its days', () => {
    const turns = [turn('a', '2026-11-01'), turn('b', '2026-11-24'), turn('c', '2026-11-25'), turn('d', '2026-11-26'), turn('e', '2026-12-01'), turn('f')];
    const seats = [seat('s', '2026-11-25T08:59:00Z'), seat('u', '2026-11-30T09:00:00Z')];
    const dayKey = (at: string) => at.slice(0, 10);
    const groups = byPress(byDay(turns, seats, dayKey), '2026-11-25', dayKey);
    const ids = Object.fromEntries(Object.entries(groups).map(([time, of]) => [time, of.map((each) => each.turn?.action?.id ?? each.seat?.seat_id)]));
    expect(ids).toEqual({ late: ['a', 'b'], soon: ['s', 'c', 'd'], later: ['u', 'e'], undated: ['f'] });
  });
});
