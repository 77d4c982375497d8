// Names and marks of the parties and people of a room.
import { useMemo } from 'react';
import type { Actor, Design, Member, Party, Snapshot } from '../api/types';
import type { RoomView } from '../sync/room';

export interface Who {
  party(id: string): Party | undefined;
  partyName(id: string): string;
  /** The party an author stood in. */
  partyOf(actor: Actor): Party | undefined;
  member(personId: string): Member | undefined;
  design(id: string): Design | undefined;
  /** The parties a member hears for: their own, and that of their whole firm. */
  partiesOf(personId: string): string[];
}

export function nameOf(party: Party): string {
  return party.department_name ?? party.firm_name;
}

/** What a party's stable hue hangs on: the same in every project. */
export function hueKey(party: Party): string {
  return party.department_id ?? party.firm_id;
}

export function whoIn(state: (Pick<Snapshot, 'parties' | 'members'> & Pick<Partial<Snapshot>, 'designs'>) | undefined): Who {
  const parties = new Map((state?.parties ?? []).map((party) => [party.id, party]));
  const members = new Map((state?.members ?? []).map((member) => [member.person_id, member]));
  const all = [...parties.values()];
  return {
    party: (id) => parties.get(id),
    partyName: (id) => {
      const party = parties.get(id);
      return party ? nameOf(party) : '';
    },
    partyOf: (actor) =>
      (actor.department_id && all.find((party) => party.department_id === actor.department_id)) ||
      all.find((party) => party.firm_id === actor.firm_id && !party.department_id) ||
      all.find((party) => party.firm_id === actor.firm_id),
    member: (id) => members.get(id),
    design: (id) => state?.designs?.find((design) => design.id === id),
    partiesOf: (id) => {
      const member = members.get(id);
      if (!member) return [];
      const whole = all.find((party) => party.firm_id === member.firm_id && !party.department_id);
      return [...new Set([member.party_id, ...(whole ? [whole.id] : [])])];
    },
  };
}

export function useWho(state: Snapshot | undefined): Who {
  const parties = state?.parties;
  const members = state?.members;
  return useMemo(() => whoIn(state), [parties, members]);
}

/** Who is here: the reader from the moment they are connected, others as the server tells. */
export function presentIn(room: Pick<RoomView, 'status' | 'present'>, me: string): readonly string[] {
  const connected = room.status === 'live' || room.status === 'catching-up';
  return connected && !room.present.includes(me) ? [me, ...room.present] : room.present;
}
