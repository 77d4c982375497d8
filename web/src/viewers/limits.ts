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
export const PATIENCE = { pdf: 30_000, image: 30_000, dxf: 45_000, mesh: 60_000, model: 120_000, table: 20_000 };

export const MOST_PIXELS = 120_000_000;
export const MOST_CANVAS_PIXELS = 16_000_000;
export const MOST_TRIANGLES = 6_000_000;
export const MOST_PARTS = 20_000;
export const MOST_UNZIPPED = 256 * MB;
/** Of the text of a 3MF: read, it takes forty times as much. */
export const MOST_MODEL_TEXT = 32 * MB;
/** A 3MF has ten or so. */
export const MOST_LEVELS = 100;
export const MOST_TABLE_UNZIPPED = 64 * MB;
/** Tags of a workbook: four of them make a cell. */
export const MOST_TAGS = 6_000_000;
export const MOST_CELLS = 500_000;
/** All columns of a row are drawn. */
export const MOST_COLUMNS = 250;
/** What a cell of a workbook may hold. */
export const MOST_CELL_CHARS = 32_767;
/** Of a drawing, those of its blocks too. */
export const MOST_ENTITIES = 3_000_000;
export const MOST_DRAWN_BYTES = 256 * MB;

export function refusal({ viewer }: Kind, file: Blob): Unshown | undefined {
  return viewer !== 'none' && file.size > MOST_BYTES[viewer] ? new Unshown('too_big') : undefined;
}
