import { describe, expect, it } from 'vitest';
import type { LookedAt, Revision } from '../../src/api/types';
import { between, laterOf, seenBefore, submittedAfter } from '../../src/designs/changed';

function revision(label: string, submitted_seq: number | undefined, files: Record<string, string> = {}): Revision {
  const named = Object.entries(files).map(([name, sha256]) => ({ file_id: `${label} ${name}`, name, bytes: 1, sha256, media_type: '' }));
  return { id: label, label, files: named, ...(submitted_seq === undefined ? {} : { submitted_seq }) } as unknown as Revision;
}

const looked = (label: string, submitted_seq: number): LookedAt => ({ revision_id: label, label, submitted_seq, at: 'then' });
const names = (files: readonly { name: string }[]) => files.map(({ name }) => name);

describe('what changed since somebody looked', () => {
  it('is told where a later revision was submitted, and not of a draft, of what is known, or of what was never opened', () => {
    expect(seenBefore(revision('C', 9), looked('A', 3))?.label).toBe('A');
    expect(seenBefore(revision('C', 9), looked('C', 9))).toBeUndefined();
    // What is here is older than what was seen on another device.
    expect(seenBefore(revision('B', 5), looked('C', 9))).toBeUndefined();
    expect(seenBefore(revision('D', undefined), looked('A', 3))).toBeUndefined();
    expect(seenBefore(revision('C', 9), undefined)).toBeUndefined();
  });

  it('never goes back to an earlier revision that is opened again', () => {
    expect(laterOf(undefined, revision('A', 3), 'now')).toEqual({ ...looked('A', 3), at: 'now' });
    expect(laterOf(looked('A', 3), revision('B', 5), 'now')?.label).toBe('B');
    expect(laterOf(looked('B', 5), revision('A', 3), 'now')).toEqual(looked('B', 5));
    expect(laterOf(looked('A', 3), revision('B', undefined), 'now')).toEqual(looked('A', 3));
  });

  it('lays files side by side by their names, and those that were renamed by their format', () => {
    const before = revision('A', 1, { 'a.pdf': '1', 'same.csv': '2', 'jig_A.dxf': '3', 'old.step': '4', 'x.stl': '5', 'y.stl': '6' });
    const after = revision('B', 2, { 'a.pdf': '9', 'same.csv': '2', 'jig_B.dxf': '8', 'new.png': '7', 'z.stl': '5' });
    const { changed, added, removed } = between(before, after);
    expect(changed.map(({ old, file }) => `${old.name} ${file.name}`)).toEqual(['a.pdf a.pdf', 'jig_A.dxf jig_B.dxf']);
    // Two models were there and one is: nobody knows which it was.
    expect(names(added)).toEqual(['new.png', 'z.stl']);
    expect(names(removed)).toEqual(['old.step', 'x.stl', 'y.stl']);
    const renamed = between(revision('A', 1, { 'jig_A.pdf': '1' }), revision('B', 2, { 'jig_B.pdf': '1' }));
    expect(renamed).toEqual({ changed: [], added: [], removed: [] });
  });

  it('has the notes of all revisions after it', () => {
    const all = [revision('A', 1), revision('B', 4), revision('C', 6), revision('D', undefined)];
    expect(submittedAfter(1, all).map(({ label }) => label)).toEqual(['B', 'C']);
  });
});
