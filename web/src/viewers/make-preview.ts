// What a desk makes of a heavy file, once, so that a phone need not: a GLB of a model, a picture of a first sheet. Of every
// model it makes a small picture for lists too.
import { openSheets } from './compare/open-sheets';
import { kindOfFile } from './kind';
import { refusal } from './limits';
import { previewOf } from './model/open-model';
import type { Made, Wanted } from './view';

const HEAVY = ['STEP', 'IGES', '3MF', 'OBJ', 'STL'];

/** Nothing, where the file is as light as a preview would be, or has none. */
export async function makePreview(file: Blob, name: string, wanted: Wanted, signal: AbortSignal): Promise<Made> {
  const kind = await kindOfFile(file, name);
  const refused = refusal(kind, file);
  if (refused) throw refused;
  if (kind.viewer === 'model') {
    const form = wanted.form && HEAVY.includes(kind.format);
    return form || wanted.picture ? previewOf(file, kind.format, { form, picture: wanted.picture }, signal) : {};
  }
  if (!wanted.form || (kind.viewer !== 'pdf' && kind.viewer !== 'dxf')) return {};
  const stop = new AbortController();
  try {
    const sheets = await openSheets(file, kind, AbortSignal.any([signal, stop.signal]));
    const sheet = await sheets.draw(1, undefined);
    const form = await new Promise<Blob | null>((resolve) => sheet.toBlob(resolve, 'image/webp', 0.8));
    return { form: form ?? undefined };
  } finally {
    stop.abort();
  }
}
