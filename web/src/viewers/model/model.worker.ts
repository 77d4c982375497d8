import { answer } from '../work';
import { Tally } from './bounds';
import type { Mesh } from './model';
import { readCad } from './read-cad';
import { readMesh } from './read-mesh';
import { writeGlb } from './write-glb';

answer(async ({ file, format, as }: { file: Blob; format: string; as: 'model' | 'preview' }) => {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const model = format === 'STEP' || format === 'IGES' ? await readCad(bytes, format) : await readMesh(bytes, format);
  const tally = new Tally();
  for (const { index, position } of model.meshes) tally.add((index?.length ?? position.length / 3) / 3);
  if (as === 'preview') {
    const glb = await writeGlb(model);
    return { answer: glb, moved: [glb] };
  }
  return { answer: model, moved: model.meshes.flatMap(buffersOf) };
});

function buffersOf({ position, normal, index, edges }: Mesh): Transferable[] {
  return [...new Set([position.buffer, normal.buffer, edges.buffer, ...(index ? [index.buffer] : [])])] as ArrayBuffer[];
}
