// Meshes through three's own loaders, each giving the same tree of parts.
import { DOMParser } from 'linkedom/worker';
import { Matrix3, Matrix4, Mesh as ThreeMesh, Texture, type BufferGeometry, type Material, type Object3D } from 'three';
import { ThreeMFLoader } from 'three/addons/loaders/3MFLoader.js';
import { GLTFLoader, type GLTFLoaderPlugin, type GLTFParser } from 'three/addons/loaders/GLTFLoader.js';
import { OBJLoader } from 'three/addons/loaders/OBJLoader.js';
import { STLLoader } from 'three/addons/loaders/STLLoader.js';
import { Unshown } from '../view';
import { refuseManyPoints, Tally, textsOf3mf } from './bounds';
import { withEdges } from './edges';
import { pruned, type Mesh, type Model, type Part } from './model';
import type { Origin } from './write-glb';

const MILLIMETRES: Record<string, number> = { micron: 0.001, millimeter: 1, centimeter: 10, inch: 25.4, foot: 304.8, meter: 1000 };

export async function readMesh(bytes: Uint8Array, format: string): Promise<Model> {
  const buffer = bytes.buffer as ArrayBuffer;
  switch (format) {
    case 'STL':
      return { ...tree(new ThreeMesh(readStl(bytes))), up: 'z', millimetres: undefined };
    case 'OBJ':
      return { ...tree(new OBJLoader().parse(new TextDecoder().decode(bytes))), up: 'y', millimetres: undefined };
    case '3MF': {
      // First, for it refuses what would unpack to too much.
      const millimetres = unitOf3mf(bytes);
      return { ...tree(read3mf(buffer)), up: 'z', millimetres };
    }
    default:
      refuseManyPoints(bytes);
      return inItsOwn(await readGltf(buffer));
  }
}

function readStl(bytes: Uint8Array): BufferGeometry {
  const text = /^\s*solid[^]*facet/i.test(new TextDecoder('latin1').decode(bytes.subarray(0, 4096)));
  // The loader makes room for as many triangles as the file claims: it must have them.
  if (!text && bytes.length < 84 + 50 * new DataView(bytes.buffer).getUint32(80, true)) throw new Unshown('unreadable');
  return new STLLoader().parse(bytes.buffer as ArrayBuffer);
}

function read3mf(buffer: ArrayBuffer): Object3D {
  // What the loader takes a page for granted for.
  Object.assign(globalThis, { DOMParser });
  return new ThreeMFLoader().parse(buffer);
}

function unitOf3mf(bytes: Uint8Array): number {
  const unit = /<model\b[^>]*\bunit="(\w+)"/.exec(textsOf3mf(bytes)[0]?.slice(0, 8192) ?? '')?.[1];
  return MILLIMETRES[unit ?? 'millimeter'] ?? 1;
}

async function readGltf(buffer: ArrayBuffer): Promise<Object3D> {
  const { scene } = await new GLTFLoader().register(onlyItself).parseAsync(buffer, '');
  return scene;
}

/** A preview of ours is laid back into the coordinates of the file it was made from. */
function inItsOwn(scene: Object3D): Model {
  const made = scene.children.find(({ userData }) => 'dure' in userData) ?? ('dure' in scene.userData ? scene : undefined);
  if (!made) return { ...tree(scene), up: 'y', millimetres: 1000 };
  made.position.set(0, 0, 0);
  made.rotation.set(0, 0, 0);
  made.scale.set(1, 1, 1);
  return { ...tree(made), ...(made.userData.dure as Origin) };
}

/** Nothing is fetched: pictures are left away, and buffers must be in the file. */
function onlyItself(parser: GLTFParser): GLTFLoaderPlugin {
  // The loader asks no plugin for a buffer, and would fetch any address that the file names.
  const fetched = parser.loadBuffer.bind(parser);
  parser.loadBuffer = (index: number) => {
    const { uri } = (parser.json as { buffers: { uri?: string }[] }).buffers[index]!;
    if (uri === undefined) return fetched(index);
    const data = /^data:[^,]*;base64,(.*)$/s.exec(uri)?.[1];
    if (data === undefined) return Promise.reject(new Unshown('unreadable', uri.slice(0, 80)));
    return Promise.resolve(Uint8Array.from(atob(data), (char) => char.charCodeAt(0)).buffer);
  };
  return { name: 'only-itself', loadTexture: () => Promise.resolve(new Texture()) };
}

function tree(object: Object3D): Pick<Model, 'root' | 'meshes'> {
  const meshes: Mesh[] = [];
  const tally = new Tally();
  object.traverse((each) => each instanceof ThreeMesh && tally.add(trianglesOf(each)));
  object.updateMatrixWorld(true);
  const partOf = (each: Object3D): Part => {
    const own = each instanceof ThreeMesh ? [meshes.push(meshOf(each)) - 1] : [];
    return { name: each.name, meshes: own, children: each.children.map(partOf) };
  };
  return { root: pruned(partOf(object)), meshes };
}

function trianglesOf({ geometry }: ThreeMesh): number {
  return (geometry.index?.count ?? geometry.getAttribute('position')?.count ?? 0) / 3;
}

function meshOf({ geometry, material, matrixWorld }: ThreeMesh): Mesh {
  const position = turned(geometry, 'position', matrixWorld)!;
  const normal = turned(geometry, 'normal', new Matrix4().setFromMatrix3(new Matrix3().getNormalMatrix(matrixWorld)));
  return withEdges({ position, normal, index: geometry.index ? new Uint32Array(geometry.index.array) : undefined, color: colorOf(material) });
}

function turned(geometry: BufferGeometry, name: string, by: Matrix4): Float32Array | undefined {
  const attribute = geometry.getAttribute(name)?.clone();
  if (!attribute) return undefined;
  attribute.applyMatrix4(by);
  const flat = new Float32Array(attribute.count * 3);
  for (let at = 0; at < attribute.count; at += 1) flat.set([attribute.getX(at), attribute.getY(at), attribute.getZ(at)], at * 3);
  return flat;
}

function colorOf(material: Material | Material[]): Mesh['color'] {
  const [first] = Array.isArray(material) ? material : [material];
  const { color } = first as { color?: { r: number; g: number; b: number } };
  // White is what a loader says of a file without colours.
  return color && color.r + color.g + color.b < 2.99 ? [color.r, color.g, color.b] : undefined;
}
