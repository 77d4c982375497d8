import { describe, expect, it } from 'vitest';
import { meshesOf, type Model } from '../../src/viewers/model/model';
import { readMesh } from '../../src/viewers/model/read-mesh';
import { writeGlb } from '../../src/viewers/model/write-glb';

const triangle = (x: number) => ({
  position: Float32Array.from([x, 0, 0, x + 10, 0, 0, x, 10, 5]),
  normal: Float32Array.from([0, 0, 1, 0, 0, 1, 0, 0, 1]),
  index: Uint32Array.from([0, 1, 2]),
  color: undefined,
  edges: new Float32Array(),
});

const model: Model = {
  root: { name: 'arm', meshes: [], children: [{ name: 'base', meshes: [0], children: [] }, { name: 'motor', meshes: [1], children: [] }] },
  meshes: [triangle(0), { ...triangle(40), color: [0.2, 0.4, 0.6] }],
  up: 'z',
  millimetres: 1,
};

describe('a preview of a model', () => {
  it('stands where the file stands, with its parts and their colours', async () => {
    const read = await readMesh(new Uint8Array(await writeGlb(model)), 'GLB');
    expect(read).toMatchObject({ up: 'z', millimetres: 1 });
    expect(meshesOf(read.root)).toHaveLength(2);
    expect(read.root.children.map(({ name }) => name)).toEqual(['base', 'motor']);
    read.meshes.forEach(({ position }, at) => expect([...position]).toEqual([...model.meshes[at]!.position]));
    expect(read.meshes[0]!.color).toBeUndefined();
    expect(read.meshes[1]!.color?.map((part) => Number(part.toFixed(3)))).toEqual([0.2, 0.4, 0.6]);
  });
});
