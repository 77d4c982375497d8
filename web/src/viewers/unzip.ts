// A zip taken apart within limits: what it says it holds is counted before anything is unpacked, and no member
// can grow beyond what it said.
import { unzipSync } from 'fflate';
import { Unshown } from './view';

const MOST_MEMBERS = 10_000;

export function unzipWithin(most: number, zip: Uint8Array, wanted: (name: string) => boolean): Record<string, Uint8Array> {
  let bytes = 0;
  let members = 0;
  return unzipSync(zip, {
    filter: ({ name, originalSize }) => {
      if (!wanted(name)) return false;
      bytes += originalSize;
      members += 1;
      if (bytes > most || members > MOST_MEMBERS) throw new Unshown('too_big');
      return true;
    },
  });
}
