import i18next, { type i18n } from 'i18next';
import { describe, expect, it } from 'vitest';
import { deciders, fitting, forCluster, keyOf, moved, proposed, seatOf, takenOver } from '../../src/approvals/route-draft';
import { routeWords } from '../../src/approvals/route-words';
import type { RouteStep, Snapshot } from '../../src/api/types';
import { approvals as en } from '../../src/i18n/approvals/en';
import { approvals as es } from '../../src/i18n/approvals/es';
import { approvals as ko } from '../../src/i18n/approvals/ko';

const party = (id: string, side: string, department_id?: string) => ({ id, side, firm_id: side, firm_name: side, ...(department_id ? { department_id, department_name: id } : {}) });
const member = (person_id: string, party_id: string, role: string) => ({ person_id, party_id, role, name: person_id });
const state = {
  parties: [party('supplier', 'supplier'), party('firm', 'customer'), party('quality', 'customer', 'q'), party('research', 'customer', 'r'), party('empty', 'customer', 'e')],
  members: [member('Kim', 'supplier', 'lead'), member('Lee', 'quality', 'approver'), member('Park', 'research', 'lead'), member('Choi', 'empty', 'observer')],
} as unknown as Snapshot;

const step = (seats: string[], change: Partial<RouteStep> = {}): RouteStep => ({
  name: 'S', mode: 'all', due_days: 3, on_overdue: 'remind', sealed: false, seats: seats.map((id) => seatOf(`party ${id}`)), ...change,
});

async function words(language: string, steps: RouteStep[]): Promise<string> {
  const texts: i18n = i18next.createInstance();
  await texts.init({ lng: language, resources: { [language]: { translation: { approvals: { ko, en, es }[language] } } }, interpolation: { escapeValue: false } });
  return routeWords(steps, { t: texts.t, language, nameOf: ({ party_id, person_id }) => person_id ?? party_id ?? '' });
}

describe('a route', () => {
  it('begins with every department of the customer in which somebody decides, in one step within three days', () => {
    const [first, ...more] = proposed(state, 'Review');
    expect([more.length, first!.seats.map(keyOf), first!.mode, first!.due_days]).toEqual([0, ['party quality', 'party research'], 'all', 3]);
    expect(proposed({ parties: state.parties.slice(0, 2), members: [] }, 'Review')[0]!.seats.map(keyOf)).toEqual(['party firm']);
  });

  it('has a quorum that can be reached, and nobody who may lapse where each counts', () => {
    const three = step(['a', 'b', 'c'], { mode: 'quorum', quorum: 9, on_overdue: 'lapse' });
    expect([fitting(three).quorum, fitting(three).on_overdue, fitting({ ...three, mode: 'all' }).quorum]).toEqual([3, 'remind', undefined]);
    expect(fitting({ ...three, quorum: undefined } as unknown as RouteStep).quorum).toBe(2);
  });

  it('is taken over from the cluster with the seats of who takes part, and kept for it by departments', () => {
    const both = [step(['quality', 'research']), { ...step([]), seats: [seatOf('person Lee')] }];
    const kept = forCluster(both, state)!;
    expect(kept[0]!.seats.map(({ department_id, party_id }) => [department_id, party_id])).toEqual([['q', undefined], ['r', undefined]]);
    expect(takenOver(kept, state)).toEqual({ steps: both, left: 0 });
    const fewer = { parties: state.parties.filter(({ id }) => id !== 'research'), members: [] };
    expect(takenOver(kept, fewer)).toEqual({ steps: [step(['quality'])], left: 2 });
    expect(forCluster([step(['firm'])], state)).toBeUndefined();
  });

  it('is taken over without whom it would tell, where they take no part', () => {
    const late = { ...step(['quality']), on_overdue: 'escalate', escalate_to_person_id: 'Gone' };
    const kept = forCluster([late], state)!;
    expect(takenOver(kept, state).steps[0]).toEqual(step(['quality']));
    expect(takenOver([{ ...kept[0]!, escalate_to_person_id: 'Lee' }], state).steps[0]!.escalate_to_person_id).toBe('Lee');
  });

  it('tells whom it names when somebody is late, in words and also where each counts', async () => {
    expect(deciders(state).map(({ person_id }) => person_id)).toEqual(['Kim', 'Park', 'Lee']);
    const told = step(['a', 'b'], { mode: 'quorum', on_overdue: 'escalate', escalate_to_person_id: 'Park' });
    expect([fitting(told).on_overdue, fitting(told).escalate_to_person_id]).toEqual(['escalate', 'Park']);
    expect(fitting({ ...told, on_overdue: 'remind' }).escalate_to_person_id).toBeUndefined();
    const one = step(['a'], { on_overdue: 'escalate', escalate_to_person_id: 'Park' });
    expect(await words('en', [one])).toContain('when late, Park is told');
    expect(await words('ko', [one])).toContain('늦으면 Park에게 알림');
    expect(await words('es', [one])).toContain('si se retrasa, se avisa a Park');
  });

  it('has one seat that decides with a lead, and none without', () => {
    const lead = fitting(step(['a', 'b'], { mode: 'lead' }));
    expect(lead.seats.map(({ decides }) => decides)).toEqual([true, false]);
    const other = fitting({ ...lead, seats: lead.seats.map((seat, at) => ({ ...seat, decides: at === 1 })) });
    expect(other.seats.map(({ decides }) => decides)).toEqual([false, true]);
    expect(fitting({ ...other, mode: 'all' }).seats.some(({ decides }) => decides)).toBe(false);
  });

  it('is put in another order, and not past its ends', () => {
    expect([moved(['a', 'b', 'c'], 0, 2), moved(['a', 'b', 'c'], 2, 0), moved(['a', 'b'], 0, -1), moved(['a', 'b'], 1, 2)]).toEqual([
      ['b', 'c', 'a'], ['c', 'a', 'b'], ['a', 'b'], ['a', 'b'],
    ]);
  });
});

describe('the words of a route', () => {
  const two = [step(['quality', 'R&D']), step(['a', 'b', 'c'], { mode: 'quorum', quorum: 2, due_days: 1 })];

  it('say in each language who decides, how many, and within how many days', async () => {
    expect(await words('en', two)).toBe(
      'First, quality and R&D all decide within 3 working days; late: remind. Then, 2 of 3 (a, b, and c) have to approve within 1 working day; late: remind.',
    );
    expect(await words('ko', two)).toBe('먼저, quality, R&D 모두 3근무일 안에 결재; 늦으면 알림. 그다음, a, b, c 3곳 중 2곳이 1근무일 안에 승인하면 통과; 늦으면 알림.');
    expect(await words('es', two)).toBe(
      'Primero, quality y R&D deciden todos en 3 días hábiles; si se retrasa: avisar. Después, deben aprobar 2 de 3 (a, b y c) en 1 día hábil; si se retrasa: avisar.',
    );
  });

  it('say who has the last word, who is only told, and what is sealed', async () => {
    const lead = fitting(step(['quality', 'head'], { mode: 'lead', sealed: true }));
    lead.seats = [{ ...lead.seats[0]!, decides: false }, { ...lead.seats[1]!, decides: true }, seatOf('party supplier', 'informed')];
    expect(await words('en', [lead])).toBe(
      'In one step, after answers of quality within 3 working days, head decides; supplier is informed; answers are sealed until all are there; late: remind.',
    );
  });

  it('say that nobody is asked yet', async () => {
    expect(await words('en', [step([])])).toBe(en.words.nobody);
  });
});
