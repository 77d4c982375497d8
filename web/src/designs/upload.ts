// One file on its way to the server, in pieces: it goes on after a cut, and after the browser was closed.
import { Upload, type DetailedError } from 'tus-js-client';
import { refreshSession } from '../api/client';
import { newId } from '../sync/ids';

const PIECE = 8 * 1024 * 1024;
const RETRIES = [500, 2_000, 5_000, 10_000, 20_000];

export interface Sending {
  /** The id of the file that it becomes. */
  done: Promise<string>;
  pause(): void;
  goOn(): void;
  /** Takes it away, also what has arrived of it. */
  drop(): void;
}

export function send(project_id: string, file: File, onProgress: (sent: number) => void): Sending {
  let resolve: (file_id: string) => void = () => {};
  let reject: (error: unknown) => void = () => {};
  const done = new Promise<string>((yes, no) => ([resolve, reject] = [yes, no]));
  let refreshed = false;
  const upload = new Upload(file, {
    endpoint: '/api/v1/uploads',
    chunkSize: PIECE,
    retryDelays: RETRIES,
    headers: { 'Dure-Client': 'web' },
    metadata: { project_id, filename: file.name, id: newId() },
    fingerprint: async () => ['dure', project_id, file.name, file.size, file.lastModified].join('|'),
    removeFingerprintOnSuccess: true,
    onProgress: (sent) => onProgress(sent),
    onSuccess: () => resolve(upload.url?.split('/').pop() ?? ''),
    onShouldRetry: (error) => statusOf(error) === undefined || (statusOf(error) ?? 0) >= 500 || [408, 409, 423, 429].includes(statusOf(error) ?? 0),
    onError: (error) => void failed(error),
  });

  async function failed(error: Error | DetailedError) {
    if (statusOf(error) !== 401 || refreshed) return reject(error);
    refreshed = true;
    try {
      if (await refreshSession()) upload.start();
      else reject(error);
    } catch (unreachable) {
      reject(unreachable);
    }
  }

  const begin = async () => {
    const [before] = await upload.findPreviousUploads();
    if (before) upload.resumeFromPreviousUpload(before);
    upload.start();
  };
  void begin();
  return {
    done,
    pause: () => void upload.abort(),
    goOn: () => upload.start(),
    // Where it cannot be said, the server drops it when nothing comes any more.
    drop: () => void upload.abort(true).catch(() => undefined),
  };
}

function statusOf(error: Error | DetailedError): number | undefined {
  return 'originalResponse' in error ? error.originalResponse?.getStatus() : undefined;
}
