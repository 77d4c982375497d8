// Revisions that were submitted, whatever was decided on them since. Pure.
import type { Revision, Snapshot } from '../api/types';

/** Nothing of it changes any more. */
export const isGiven = ({ state }: Pick<Revision, 'state'>) => state !== 'draft';

/** The submitted revision before one. */
export function beforeOf({ id }: Pick<Revision, 'id'>, all: readonly Revision[]): Revision | undefined {
  return all.slice(0, all.findIndex((one) => one.id === id)).findLast(isGiven);
}

/** What was read, standing where the room has heard that it stands now. */
export function asHeard(read: readonly Revision[], state: Pick<Snapshot, 'revisions'>): Revision[] {
  return read.map((one) => {
    const heard = state.revisions?.find(({ id }) => id === one.id);
    return heard && isGiven(heard) && isGiven(one) ? { ...one, state: heard.state } : one;
  });
}
