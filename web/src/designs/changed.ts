// What changed of a design since somebody looked at it. Pure.
import type { LookedAt, Revision, RevisionFile } from '../api/types';
import { kindByName } from '../viewers/kind';

/** What they saw, where `newest` was submitted after it. */
export function seenBefore(newest: Revision | undefined, looked: LookedAt | undefined): LookedAt | undefined {
  return looked && (newest?.submitted_seq ?? 0) > looked.submitted_seq ? looked : undefined;
}

/** Of what was known and a revision that is opened now, the later one. */
export function laterOf(known: LookedAt | undefined, { id, label, submitted_seq }: Revision, at: string): LookedAt | undefined {
  if (submitted_seq === undefined || submitted_seq < (known?.submitted_seq ?? 0)) return known;
  return { revision_id: id, label, submitted_seq, at };
}

export interface Between {
  changed: { old: RevisionFile; file: RevisionFile }[];
  added: RevisionFile[];
  removed: RevisionFile[];
}

/** Files of two revisions side by side: by their names, and where a name changed, the only one of its format left over. */
export function between(before: Revision, after: Revision): Between {
  const named = (files: readonly RevisionFile[], name: string) => files.find((file) => file.name === name);
  const removed = before.files.filter(({ name }) => !named(after.files, name));
  const added = after.files.filter(({ name }) => !named(before.files, name));
  const only = (files: readonly RevisionFile[], format: string) => {
    const all = files.filter(({ name }) => kindByName(name).format === format);
    return all.length === 1 ? all[0] : undefined;
  };
  const renamed = added.flatMap((file) => {
    const { format } = kindByName(file.name);
    const old = only(added, format) && only(removed, format);
    return old ? [{ old, file }] : [];
  });
  const changed = after.files.flatMap((file) => {
    const old = named(before.files, file.name) ?? renamed.find((pair) => pair.file === file)?.old;
    return old && old.sha256 !== file.sha256 ? [{ old, file }] : [];
  });
  return {
    changed,
    added: added.filter((file) => !renamed.some((pair) => pair.file === file)),
    removed: removed.filter((old) => !renamed.some((pair) => pair.old === old)),
  };
}

/** Submitted revisions after one, up to the newest, each of which may say what changed. */
export function submittedAfter(seq: number, revisions: readonly Revision[]): Revision[] {
  return revisions.filter(({ submitted_seq = 0 }) => submitted_seq > seq);
}
