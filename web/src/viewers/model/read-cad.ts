// STEP and IGES through OpenCASCADE, compiled to WebAssembly and fetched as a file of its own.
import start, { type OcctMesh, type OcctNode } from 'occt-import-js';
import wasm from 'occt-import-js/dist/occt-import-js.wasm?url';
import { Unshown } from '../view';
import { withEdges } from './edges';
import { pruned, type Mesh, type Model, type Part } from './model';

const FINENESS = { linearUnit: 'millimeter', linearDeflectionType: 'bounding_box_ratio', linearDeflection: 0.001, angularDeflection: 0.4 };

export async function readCad(bytes: Uint8Array, format: string): Promise<Model> {
  // Half of an IGES would be shown as if it were all: the last of its sections must be there.
  if (format === 'IGES' && !/^.{72}T[\d ]{7}/m.test(latin(bytes.subarray(-1024)))) throw new Unshown('unreadable');
  const occt = await start({ locateFile: () => wasm }).catch((error: unknown) => Promise.reject(new Unshown('not_loaded', String(error))));
  const result = format === 'IGES' ? occt.ReadIgesFile(bytes, FINENESS) : occt.ReadStepFile(bytes, FINENESS);
  if (!result.success) throw new Unshown('unreadable');
  return { root: pruned(partOf(result.root, result.meshes)), meshes: result.meshes.map(meshOf), up: 'z', millimetres: 1 };
}

const latin = (bytes: Uint8Array) => new TextDecoder('latin1').decode(bytes);

/** A node with several solids names them one by one. */
function partOf({ name, meshes, children }: OcctNode, all: readonly OcctMesh[]): Part {
  const below = children.map((child) => partOf(child, all));
  const [only] = meshes;
  if (meshes.length === 1) return { name: name || all[only!]!.name, meshes, children: below };
  const solids = meshes.map((at) => ({ name: all[at]!.name, meshes: [at], children: [] }));
  return { name, meshes: [], children: [...solids, ...below] };
}

function meshOf({ attributes, index, color }: OcctMesh): Mesh {
  return withEdges({
    position: new Float32Array(attributes.position.array),
    normal: attributes.normal && new Float32Array(attributes.normal.array),
    index: new Uint32Array(index.array),
    color,
  });
}
