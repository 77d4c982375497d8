// Who answers and closes a comment, and where it points, as the server has the rules. Pure.
import type { Anchor, Comment, Design, Revision, RevisionFile } from '../api/types';
import type { Me } from '../plan/turns';
import type { Pin, Spot, Vector } from '../viewers/view';

export const ANSWERS = ['accepted', 'declined', 'explained'] as const;
export const STATES = ['open', 'answered', 'awaiting_revision', 'to_check', 'closed'] as const;
export type ClosureKind = 'settled' | 'next_revision' | 'withdrawn';

/** Who takes part, and so may say something. */
export const speaks = ({ role }: Me) => ['lead', 'contributor', 'approver'].includes(role);

export const isClosed = ({ state }: Comment) => state === 'closed';

export function mayAnswer(comment: Comment, design: Design, me: Me): boolean {
  return speaks(me) && !isClosed(comment) && me.parties.includes(design.party_id);
}

export function mayAsk(comment: Comment, me: Me): boolean {
  return speaks(me) && !isClosed(comment) && me.parties.includes(comment.party_id);
}

/** Closing for somebody else needs a reason, and a lead who is not of the party whose design it is; for who left, anybody of
 * their party. */
export function closing(comment: Comment, design: Design, me: Me): 'no' | 'yes' | 'with a reason' {
  if (!speaks(me) || isClosed(comment)) return 'no';
  if (comment.closer_person_id === me.person_id) return 'yes';
  const ours = me.parties.includes(comment.party_id);
  if (comment.closer_person_id === undefined && ours) return 'with a reason';
  return me.leads && (ours || !me.parties.includes(design.party_id)) ? 'with a reason' : 'no';
}

export function closures({ state }: Comment): ClosureKind[] {
  return state === 'awaiting_revision' ? ['settled', 'withdrawn'] : ['settled', 'next_revision', 'withdrawn'];
}

/** Of two lists, what is newer: what the room heard stands for what was read before. */
export function registerOf(read: readonly Comment[], heard: readonly Comment[]): Comment[] {
  const newer = new Map(heard.map((comment) => [comment.id, comment]));
  const known = read.map((comment) => newer.get(comment.id) ?? comment);
  const others = heard.filter((comment) => read.every(({ id }) => id !== comment.id));
  return [...known, ...others].sort((one, other) => one.number - other.number);
}

export interface Narrow {
  state: string;
  party: string;
  revision: string;
}

/** The revision that a comment stands on now. */
export const standsOn = (comment: Comment) => comment.carried_to ?? comment.revision_id;

export function narrowed(all: readonly Comment[], { state, party, revision }: Narrow): Comment[] {
  return all.filter(
    (comment) =>
      (state === '' || (state === 'unsettled' ? !isClosed(comment) : comment.state === state)) &&
      (party === '' || comment.party_id === party) &&
      (revision === '' || standsOn(comment) === revision),
  );
}

const vector = ({ x, y, z }: { x: number; y: number; z: number }): Vector => [x, y, z];
const point = ([x, y, z]: Vector) => ({ x, y, z });

export function anchorOf(spot: Spot, file_id: string): Anchor {
  if (spot.on === 'page') return { file_id, page: spot.page, x: spot.x, y: spot.y };
  const { eye, target, up, height } = spot.camera;
  return { file_id, point: point(spot.point), camera: { eye: point(eye), target: point(target), up: point(up), height } };
}

export function spotOf({ page, x, y, point: at, camera }: Anchor): Spot | undefined {
  if (page !== undefined && x !== undefined && y !== undefined) return { on: 'page', page, x, y };
  if (!at || !camera) return undefined;
  const { eye, target, up, height } = camera;
  return { on: 'model', point: vector(at), camera: { eye: vector(eye), target: vector(target), up: vector(up), height } };
}

/** The file of `revision` that a comment points at: the one it was made on, or what has its name there now. */
export function fileOf(comment: Comment, revision: Revision, revisions: readonly Revision[]): RevisionFile | undefined {
  const id = comment.anchor?.file_id;
  if (id === undefined) return undefined;
  const itself = revision.files.find((file) => file.file_id === id);
  if (itself) return itself;
  if (comment.carried_to !== revision.id) return undefined;
  const name = revisions.flatMap((one) => one.files).find((file) => file.file_id === id)?.name;
  return revision.files.find((file) => file.name === name);
}

export function pinsOn(
  file: RevisionFile,
  revision: Revision,
  revisions: readonly Revision[],
  comments: readonly Comment[],
  label: (comment: Comment) => string,
): Pin[] {
  return comments.flatMap((comment) => {
    const spot = comment.anchor && spotOf(comment.anchor);
    if (!spot || fileOf(comment, revision, revisions)?.file_id !== file.file_id) return [];
    return [{ id: comment.id, mark: String(comment.number), label: label(comment), spot, settled: isClosed(comment) }];
  });
}
