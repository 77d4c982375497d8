// What a desk makes of a heavy file, once, so that a phone need not: a GLB of a model, a picture of a first sheet.
import { openSheets } from './compare/open-sheets';
import { kindOfFile } from './kind';
import { refusal } from './limits';
import { previewOf } from './model/open-model';

const HEAVY = ['STEP', 'IGES', '3MF', 'OBJ', 'STL'];

/** Nothing, where the file is as light as a preview would be, or has none. */
export async function makePreview(file: Blob, name: string, signal: AbortSignal): Promise<Blob | undefined> {
  const kind = await kindOfFile(file, name);
  const refused = refusal(kind, file);
  if (refused) throw refused;
  if (kind.viewer === 'model') return HEAVY.includes(kind.format) ? previewOf(file, kind.format, signal) : undefined;
  if (kind.viewer !== 'pdf' && kind.viewer !== 'dxf') return undefined;
  const stop = new AbortController();
  try {
    const sheets = await openSheets(file, kind, AbortSignal.any([signal, stop.signal]));
    const sheet = await sheets.draw(1, undefined);
    return await new Promise((resolve) => sheet.toBlob((picture) => resolve(picture ?? undefined), 'image/webp', 0.8));
  } finally {
    stop.abort();
  }
}
