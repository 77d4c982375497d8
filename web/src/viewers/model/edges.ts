import { BufferAttribute, BufferGeometry, EdgesGeometry, MathUtils } from 'three';
import { toCreasedNormals } from 'three/addons/utils/BufferGeometryUtils.js';
import type { Mesh } from './model';

const SHARP_DEGREES = 24;
const MOST_TRIANGLES = 400_000;

type Raw = Omit<Mesh, 'edges' | 'normal'> & { normal: Float32Array | undefined };

/** Adds the lines where surfaces meet, and normals where the file has none. */
export function withEdges(raw: Raw): Mesh {
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new BufferAttribute(raw.position, 3));
  if (raw.index) geometry.setIndex(new BufferAttribute(raw.index, 1));
  const triangles = (raw.index?.length ?? raw.position.length / 3) / 3;
  if (triangles > MOST_TRIANGLES) {
    if (!raw.normal) geometry.computeVertexNormals();
    return { ...raw, normal: raw.normal ?? floats(geometry, 'normal'), edges: new Float32Array() };
  }
  const edges = floats(new EdgesGeometry(geometry, SHARP_DEGREES), 'position');
  if (raw.normal) return { ...raw, normal: raw.normal, edges };
  // Flat where surfaces meet, round elsewhere: corners are no longer shared.
  const creased = toCreasedNormals(geometry, MathUtils.degToRad(SHARP_DEGREES));
  return { ...raw, position: floats(creased, 'position'), normal: floats(creased, 'normal'), index: undefined, edges };
}

const floats = (geometry: BufferGeometry, name: string) => geometry.getAttribute(name).array as Float32Array;
