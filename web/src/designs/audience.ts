// Whom a design is for. That it is there everyone sees; its revisions are seen by these parties.
import type { Design } from '../api/types';
import type { Me } from '../plan/turns';
import type { Who } from '../rooms/who';

export function hears({ audience }: Design, me: Me): boolean {
  return audience === undefined || audience.some((party) => me.parties.includes(party));
}

/** The parties by their names. */
export function audienceOf({ audience = [] }: Design, who: Who): string {
  return audience.map((party) => who.partyName(party)).join(', ');
}
