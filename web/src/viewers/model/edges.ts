import { BufferAttribute, BufferGeometry, EdgesGeometry } from 'three';
import type { Mesh } from './model';

const SHARP_DEGREES = 24;
const MOST_TRIANGLES = 400_000;

type Raw = Omit<Mesh, 'edges' | 'normal'> & { normal: Float32Array | undefined };

/** Adds the lines where surfaces meet, and normals where the file has none. */
export function withEdges(raw: Raw): Mesh {
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new BufferAttribute(raw.position, 3));
  if (raw.index) geometry.setIndex(new BufferAttribute(raw.index, 1));
  if (!raw.normal) geometry.computeVertexNormals();
  const triangles = (raw.index?.length ?? raw.position.length / 3) / 3;
  const edges = triangles > MOST_TRIANGLES ? new Float32Array() : (new EdgesGeometry(geometry, SHARP_DEGREES).getAttribute('position').array as Float32Array);
  return { ...raw, normal: raw.normal ?? (geometry.getAttribute('normal').array as Float32Array), edges };
}
