// A model as it comes out of the worker: triangles and edges of parts, in a tree of names.
export interface Mesh {
  position: Float32Array;
  normal: Float32Array;
  index: Uint32Array | undefined;
  /** Red, green, blue, 0 to 1, where the file has one. */
  color: readonly [number, number, number] | undefined;
  /** Ends of the lines where surfaces meet, two points a line. */
  edges: Float32Array;
}

export interface Part {
  name: string;
  meshes: readonly number[];
  children: readonly Part[];
}

export interface Model {
  root: Part;
  meshes: readonly Mesh[];
  up: 'y' | 'z';
  /** Millimetres in one unit of the file, where it says. */
  millimetres: number | undefined;
}

/** Every mesh of a part and of all below it. */
export function meshesOf(part: Part): number[] {
  return [...part.meshes, ...part.children.flatMap(meshesOf)];
}

/** Without the levels that say nothing: no mesh below, or one child where only one of the two has a name. */
export function pruned(part: Part): Part {
  const children = part.children.map(pruned).filter((child) => meshesOf(child).length > 0);
  const [only] = children;
  if (only && children.length === 1 && part.meshes.length === 0 && (only.name === '' || part.name === '' || only.name === part.name)) {
    return { ...only, name: only.name || part.name };
  }
  return { ...part, children };
}
