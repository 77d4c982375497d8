// How much a view takes on, and how long it waits, before it offers the file instead.
import type { Kind, ViewerName } from './kind';
import { Unshown } from './view';

const MB = 1024 * 1024;

const MOST_BYTES: Record<Exclude<ViewerName, 'none'>, number> = {
  pdf: 512 * MB,
  image: 128 * MB,
  dxf: 64 * MB,
  model: 256 * MB,
  table: 32 * MB,
};

/** No view takes on more: a file beyond it need not be fetched to be offered. */
export const LARGEST = Math.max(...Object.values(MOST_BYTES));

/** Milliseconds for a worker to answer. */
export const PATIENCE = { pdf: 30_000, dxf: 45_000, model: 120_000, table: 20_000 };

export const MOST_PIXELS = 120_000_000;
export const MOST_CANVAS_PIXELS = 16_000_000;
export const MOST_TRIANGLES = 6_000_000;
export const MOST_UNZIPPED = 256 * MB;
export const MOST_TABLE_UNZIPPED = 64 * MB;
export const MOST_CELLS = 500_000;
export const MOST_DRAWN_BYTES = 256 * MB;

export function refusal({ viewer }: Kind, file: Blob): Unshown | undefined {
  return viewer !== 'none' && file.size > MOST_BYTES[viewer] ? new Unshown('too_big') : undefined;
}
