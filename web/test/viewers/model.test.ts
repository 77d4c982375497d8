import { describe, expect, it } from 'vitest';
import { meshesOf, pruned, type Part } from '../../src/viewers/model/model';

const part = (name: string, meshes: number[], ...children: Part[]): Part => ({ name, meshes, children });

describe('a tree of parts', () => {
  it('loses the levels that say nothing, and no mesh', () => {
    const tree = part('', [], part('arm', [], part('motor', [], part('', [0])), part('notes', []), part('motor', [1], part('cap', [2]))));
    const short = pruned(tree);
    expect(short).toEqual(part('arm', [], part('motor', [0]), part('motor', [1], part('cap', [2]))));
    expect(meshesOf(short)).toEqual([0, 1, 2]);
  });
});
