// Opens a PDF in a worker of its own, with the character maps and fonts that this site carries.
import { getDocument, PDFWorker, version, type PDFDocumentProxy } from 'pdfjs-dist';
import { MOST_PIXELS, PATIENCE } from '../limits';
import { Unshown, unshown } from '../view';
import { within } from '../work';

const HOME = `${import.meta.env.BASE_URL}assets/pdfjs-${version}/`;

export interface OpenPdf {
  pages: PDFDocumentProxy;
  close(): void;
}

export async function openPdf(file: Blob, signal: AbortSignal): Promise<OpenPdf> {
  const data = new Uint8Array(await file.arrayBuffer());
  const port = new Worker(new URL('./pdf.worker.ts', import.meta.url), { type: 'module', name: 'pdf' });
  const worker = PDFWorker.create({ port });
  const close = () => {
    worker.destroy();
    port.terminate();
  };
  signal.addEventListener('abort', close);
  const opening = getDocument({
    data,
    worker,
    cMapUrl: `${HOME}cmaps/`,
    standardFontDataUrl: `${HOME}standard_fonts/`,
    wasmUrl: `${HOME}wasm/`,
    iccUrl: `${HOME}iccs/`,
    isEvalSupported: false,
    enableXfa: false,
    maxImageSize: MOST_PIXELS,
    verbosity: 0,
  });
  try {
    return { pages: await within(PATIENCE.pdf, Promise.race([opening.promise, lost(port)])), close };
  } catch (error) {
    close();
    throw error instanceof Error && error.name === 'PasswordException' ? new Unshown('locked') : unshown(error);
  }
}

/** A worker that cannot be loaded says nothing else. */
function lost(port: Worker): Promise<never> {
  return new Promise((_, reject) => port.addEventListener('error', (event) => reject(new Unshown('not_loaded', event.message))));
}
