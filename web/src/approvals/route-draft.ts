// A route while it is built: a sensible beginning, and what a change of one part means for the others. Pure.
import type { CharterTerms, Member, RouteSeat, RouteStep, Snapshot } from '../api/types';
import { hueKey, nameOf } from '../rooms/who';

export const MODES = ['all', 'claim', 'quorum', 'lead', 'consult'] as const;
export type Mode = (typeof MODES)[number];
export const KINDS = ['required', 'optional', 'comment_only', 'informed'] as const;
export const DAYS = [1, 2, 3, 4, 5, 7, 10, 15, 20, 30, 45, 60] as const;

const DECIDING = ['lead', 'approver'];

/** Who may sit in the seats of a route. */
export type Place = Pick<Snapshot, 'parties' | 'members'>;

/** A party or a person, as one value of a list. */
export const keyOf = ({ party_id, person_id }: Pick<RouteSeat, 'party_id' | 'person_id'>) => (person_id === undefined ? `party ${party_id ?? ''}` : `person ${person_id}`);

export function seatOf(key: string, kind: string = 'required'): RouteSeat {
  const [of, id = ''] = key.split(' ');
  return { ...(of === 'person' ? { person_id: id } : { party_id: id }), kind, decides: false };
}

/** Who may sit in a seat: parties, then the members who decide; the customer's side first. */
export function choices(state: Place): { value: string; label: string; hue: string; side: string }[] {
  const sides = ['customer', 'supplier', 'coordinator'];
  const parties = [...state.parties].sort((a, b) => sides.indexOf(a.side) - sides.indexOf(b.side));
  const people = parties.flatMap((party) =>
    state.members
      .filter((member) => member.party_id === party.id && DECIDING.includes(member.role))
      .map((member) => ({ value: `person ${member.person_id}`, label: `${member.name} · ${nameOf(party)}`, hue: hueKey(party), side: party.side })),
  );
  return [...parties.map((party) => ({ value: `party ${party.id}`, label: nameOf(party), hue: hueKey(party), side: party.side })), ...people];
}

/** Members who may decide, leads first: one of them can be told of what is late. */
export function deciders({ members }: Pick<Place, 'members'>): Member[] {
  const rank = ({ role }: Member) => DECIDING.indexOf(role);
  return members.filter((member) => rank(member) >= 0).sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
}

/** Every department of the customer in one step, within three days; its firm where it has no departments here. */
export function proposed(state: Place, name: string, terms?: CharterTerms): RouteStep[] {
  const customers = state.parties.filter(({ side }) => side === 'customer');
  const departments = customers.filter(({ department_id }) => department_id !== undefined);
  const hasDecider = (id: string) => state.members.some((member) => member.party_id === id && DECIDING.includes(member.role));
  const staffed = departments.filter(({ id }) => hasDecider(id));
  const asked = staffed.length > 0 ? staffed : departments.length > 0 ? departments : customers;
  return [{ ...emptyStep(name, terms), seats: asked.map(({ id }) => seatOf(`party ${id}`)) }];
}

/** A step as the charter would have it, where there is one. */
export function emptyStep(name: string, terms?: CharterTerms): RouteStep {
  return { name, mode: 'all', due_days: terms?.due_days ?? 3, on_overdue: 'remind', sealed: terms?.sealed ?? false, seats: [] };
}

export const requiredIn = ({ seats }: RouteStep) => seats.filter(({ kind }) => kind === 'required');

/** A step as it can be sent: a quorum only where one is asked for and can be reached, one seat that decides only with a lead. */
export function fitting(step: RouteStep): RouteStep {
  const { quorum, escalate_to_person_id: told, ...rest } = step;
  const count = Math.max(1, requiredIn(step).length);
  const most = Math.min(Math.max(quorum ?? Math.floor(count / 2) + 1, 1), count);
  const first = step.seats.findIndex(({ kind, decides }) => kind === 'required' && decides);
  const chosen = first >= 0 ? first : step.seats.findIndex(({ kind }) => kind === 'required');
  const answers = step.mode === 'quorum' || step.mode === 'lead' || (step.mode === 'consult' && step.on_overdue === 'deemed');
  return {
    ...rest,
    ...(step.mode === 'quorum' ? { quorum: most } : {}),
    // Who has no opinion can neither be counted nor decide, and a step without codes has none to take.
    on_overdue: answers && step.on_overdue !== 'escalate' ? 'remind' : step.on_overdue,
    ...(step.on_overdue === 'escalate' && told ? { escalate_to_person_id: told } : {}),
    seats: step.seats.map((seat, at) => ({ ...seat, decides: step.mode === 'lead' && at === chosen })),
  };
}

/** Days that a step may have: those that the charter allows, and what stands there. */
export const daysFor = (terms: CharterTerms | undefined, now: number): number[] =>
  [...new Set([...DAYS.filter((day) => day <= (terms?.max_due_days ?? 60)), ...(terms ? [terms.due_days] : []), now])].sort((a, b) => a - b);

/** With the step of one place put at another. */
export function moved<T>(all: readonly T[], from: number, to: number): T[] {
  const rest = all.filter((_, at) => at !== from);
  const taken = all[from];
  return taken === undefined || to < 0 || to >= all.length ? [...all] : [...rest.slice(0, to), taken, ...rest.slice(to)];
}

/** The steps of a cluster's route in a project: without seats of who takes no part in it, and steps that nobody is left in. */
export function takenOver(steps: readonly RouteStep[], state: Place): { steps: RouteStep[]; left: number } {
  const here = ({ department_id, person_id }: RouteSeat) => {
    if (person_id !== undefined) return state.members.some((member) => member.person_id === person_id) ? { person_id } : undefined;
    const party = state.parties.find((each) => department_id !== undefined && each.department_id === department_id);
    return party && { party_id: party.id };
  };
  const taken = steps.map(({ escalate_to_person_id: told, ...step }) => {
    const knows = deciders(state).some(({ person_id }) => person_id === told);
    const seats = step.seats.flatMap((seat) => {
      const who = here(seat);
      return who ? [{ ...who, kind: seat.kind, decides: seat.decides ?? false }] : [];
    });
    const late = step.on_overdue === 'escalate' && !knows ? 'remind' : step.on_overdue;
    return fitting({ ...step, seats, on_overdue: late, ...(knows && told !== undefined ? { escalate_to_person_id: told } : {}) });
  });
  const count = (of: readonly RouteStep[]) => of.reduce((sum, step) => sum + step.seats.length, 0);
  return { steps: taken.filter((step) => step.seats.length > 0), left: count(steps) - count(taken) };
}

/** The steps as a cluster can keep them: with departments in place of parties; nothing where a whole firm has a seat. */
export function forCluster(steps: readonly RouteStep[], { parties }: Pick<Place, 'parties'>): RouteStep[] | undefined {
  const kept = steps.map((step) => ({
    ...step,
    seats: step.seats.map(({ party_id, ...seat }) => {
      const department_id = parties.find(({ id }) => id === party_id)?.department_id;
      return { ...seat, ...(department_id === undefined ? {} : { department_id }) };
    }),
  }));
  const isWhole = kept.every((step) => step.seats.every(({ department_id, person_id }) => department_id !== undefined || person_id !== undefined));
  return isWhole ? kept : undefined;
}
