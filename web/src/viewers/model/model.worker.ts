import type { Made, Wanted } from '../view';
import { answer } from '../work';
import { Tally } from './bounds';
import { drawPicture } from './draw-picture';
import type { Mesh } from './model';
import { readCad } from './read-cad';
import { readMesh } from './read-mesh';
import { writeGlb } from './write-glb';

interface Question {
  file: Blob;
  format: string;
  as: 'model' | 'preview';
  /** What is made of it, where it is for a preview. */
  wanted?: Wanted;
}

answer(async ({ file, format, as, wanted }: Question) => {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const model = format === 'STEP' || format === 'IGES' ? await readCad(bytes, format) : await readMesh(bytes, format);
  const tally = new Tally();
  for (const { index, position } of model.meshes) tally.add((index?.length ?? position.length / 3) / 3);
  if (as === 'preview') {
    const form = wanted?.form ? new Blob([await writeGlb(model)], { type: 'model/gltf-binary' }) : undefined;
    return { answer: { form, picture: wanted?.picture ? await drawPicture(model) : undefined } satisfies Made };
  }
  return { answer: model, moved: model.meshes.flatMap(buffersOf) };
});

function buffersOf({ position, normal, index, edges }: Mesh): Transferable[] {
  return [...new Set([position.buffer, normal.buffer, edges.buffer, ...(index ? [index.buffer] : [])])] as ArrayBuffer[];
}
