// A model as a GLB that a phone opens at once: metres and y up for everybody, and for us the way back to the file's own
// coordinates, so that a pin set on the one stands on the other.
import { BufferAttribute, BufferGeometry, Color, Group, Mesh, MeshStandardMaterial, type Object3D } from 'three';
import { GLTFExporter } from 'three/addons/exporters/GLTFExporter.js';
import type { Model, Part } from './model';

/** Kept beside the root: what was done to the file's coordinates. */
export interface Origin {
  up: Model['up'];
  millimetres: number | undefined;
}

export async function writeGlb(model: Model): Promise<ArrayBuffer> {
  const { up, millimetres } = model;
  const root = groupOf(model.root, model);
  const scene = new Group();
  scene.userData = { dure: { up, millimetres } satisfies Origin };
  scene.scale.setScalar((millimetres ?? 1) / 1000);
  if (up === 'z') scene.rotation.x = -Math.PI / 2;
  scene.add(root);
  return (await new GLTFExporter().parseAsync(scene, { binary: true })) as ArrayBuffer;
}

function groupOf(part: Part, model: Model): Object3D {
  const group = new Group();
  group.name = part.name;
  for (const at of part.meshes) {
    const { position, normal, index, color } = model.meshes[at]!;
    const geometry = new BufferGeometry();
    geometry.setAttribute('position', new BufferAttribute(position, 3));
    geometry.setAttribute('normal', new BufferAttribute(normal, 3));
    if (index) geometry.setIndex(new BufferAttribute(index, 1));
    group.add(new Mesh(geometry, new MeshStandardMaterial({ color: color ? new Color(...color) : new Color(1, 1, 1) })));
  }
  for (const child of part.children) group.add(groupOf(child, model));
  return group;
}
