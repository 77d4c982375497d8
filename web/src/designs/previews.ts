// Lighter forms of heavy files: made at a desk behind the screen, one after the other, and kept by the server. Nobody waits
// for one, and one that cannot be made is simply not there.
import { answer, api } from '../api/client';
import { makePreview } from '../viewers';
import { kindByName } from '../viewers/kind';
import { send } from './upload';
import { givePreview, mayGivePreview, previewOf } from './writes';

interface Named {
  name: string;
  bytes: number;
}

/** Models that a phone would have to compute before it could draw them. */
const COMPUTED = ['STEP', 'IGES'];
const MESHES = ['STL', 'OBJ', '3MF'];
const SHEETS = ['PDF', 'DXF'];
/** What a phone reads itself without thinking about it. */
const LIGHT = 2_000_000;

/** Whether a phone asks for the preview first. */
export function isHeavy({ name, bytes }: Named): boolean {
  const { format } = kindByName(name);
  return COMPUTED.includes(format) || ([...MESHES, ...SHEETS].includes(format) && bytes > LIGHT);
}

/** Whether a desk makes one: of sheets always, for the small pictures in lists. */
export function isLightened(file: Named): boolean {
  return isHeavy(file) || SHEETS.includes(kindByName(file.name).format);
}

const done = new Set<string>();
let last: Promise<unknown> = Promise.resolve();

/** Makes the preview of a file that is here, and gives it to the file, unless it has one. */
export function lighten(project_id: string, file_id: string, name: string, file: Blob, signal = new AbortController().signal): Promise<void> {
  if (done.has(file_id) || !isLightened({ name, bytes: file.size })) return Promise.resolve();
  const next = last.then(() => make(project_id, file_id, name, file, signal)).catch(() => undefined);
  last = next;
  return next;
}

async function make(project_id: string, file_id: string, name: string, file: Blob, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  if (done.has(file_id)) return;
  const wanted = !(await previewOf(file_id, signal)) && (await mayGivePreview(file_id));
  const light = wanted ? await tried(file, name, signal) : undefined;
  signal.throwIfAborted();
  done.add(file_id);
  if (!light || light.size > (await answer(api.GET('/limits'))).preview_bytes) return;
  const ending = light.type === 'model/gltf-binary' ? 'glb' : light.type.replace('image/', '');
  const sending = send(project_id, new File([light], `${name}.${ending}`, { type: light.type }), () => undefined);
  const stop = () => sending.drop();
  signal.addEventListener('abort', stop);
  try {
    await givePreview(file_id, await sending.done);
  } catch (error) {
    // Somebody else was quicker: this one is nothing.
    sending.drop();
    throw error;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** A file that no view can read has no preview either, today and tomorrow. */
async function tried(file: Blob, name: string, signal: AbortSignal): Promise<Blob | undefined> {
  try {
    return await makePreview(file, name, signal);
  } catch (error) {
    if (signal.aborted) throw error;
    return undefined;
  }
}
