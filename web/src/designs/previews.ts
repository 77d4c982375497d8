// Lighter forms of heavy files: made at a desk behind the screen, one after the other, and kept by the server. Nobody waits
// for one, and one that cannot be made is simply not there.
import { answer, api } from '../api/client';
import { makePreview, type Made, type Wanted } from '../viewers';
import { kindByName } from '../viewers/kind';
import { send } from './upload';
import { givePreview, mayGivePreview, previewOf, thumbnail } from './writes';

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

/** What a desk makes: of sheets a preview always, for the small pictures in lists, and of models a picture of its own. */
export function wantedOf(file: Named): Wanted {
  const { format, viewer } = kindByName(file.name);
  return { form: isHeavy(file) || SHEETS.includes(format), picture: viewer === 'model' };
}

export function isLightened(file: Named): boolean {
  const { form, picture } = wantedOf(file);
  return form || picture;
}

const done = new Set<string>();
let last: Promise<unknown> = Promise.resolve();

/** Makes what stands for a file that is here, and gives it to the file, unless it has it. */
export function lighten(project_id: string, file_id: string, name: string, file: Blob, signal = new AbortController().signal): Promise<void> {
  if (done.has(file_id) || !isLightened({ name, bytes: file.size })) return Promise.resolve();
  const next = last.then(() => make(project_id, file_id, name, file, signal)).catch(() => undefined);
  last = next;
  return next;
}

async function make(project_id: string, file_id: string, name: string, file: Blob, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  if (done.has(file_id)) return;
  const { form, picture } = wantedOf({ name, bytes: file.size });
  const wanted = { form: form && !(await previewOf(file_id, signal)), picture: picture && !(await thumbnail(file_id, signal)) };
  const made = (wanted.form || wanted.picture) && (await mayGivePreview(file_id)) ? await tried(file, name, wanted, signal) : {};
  signal.throwIfAborted();
  done.add(file_id);
  if (!made.form && !made.picture) return;
  const { preview_bytes = 0, preview_picture_bytes = 0 } = await answer(api.GET('/limits'));
  const give = async (light: Blob | undefined, kind: 'form' | 'picture', most: number) => {
    if (light && light.size <= most) await given(project_id, file_id, new File([light], `${name}.${endingOf(light)}`, { type: light.type }), kind, signal);
  };
  await Promise.allSettled([give(made.form, 'form', preview_bytes), give(made.picture, 'picture', preview_picture_bytes)]);
}

const endingOf = ({ type }: Blob) => (type === 'model/gltf-binary' ? 'glb' : type.replace('image/', ''));

async function given(project_id: string, file_id: string, light: File, kind: 'form' | 'picture', signal: AbortSignal): Promise<void> {
  const sending = send(project_id, light, () => undefined);
  const stop = () => sending.drop();
  signal.addEventListener('abort', stop);
  try {
    await givePreview(file_id, await sending.done, kind);
  } catch (error) {
    // Somebody else was quicker: this one is nothing.
    sending.drop();
    throw error;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** A file that no view can read has no preview either, today and tomorrow. */
async function tried(file: Blob, name: string, wanted: Wanted, signal: AbortSignal): Promise<Made> {
  try {
    return await makePreview(file, name, wanted, signal);
  } catch (error) {
    if (signal.aborted) throw error;
    return {};
  }
}
