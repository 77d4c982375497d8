import { zipSync } from 'fflate';
import readWorkbook from 'read-excel-file/universal';
import { MOST_CELLS, MOST_TABLE_UNZIPPED, MOST_TAGS } from '../limits';
import { unzipWithin } from '../unzip';
import { Unshown } from '../view';
import { limited, type Table } from './table';

export async function readXlsx(bytes: Uint8Array): Promise<Table> {
  const members = unzipWithin(MOST_TABLE_UNZIPPED, bytes, (name) => /\.(xml|rels)$/.test(name));
  refuseManyTags(Object.values(members));
  for (const [name, member] of Object.entries(members)) if (/worksheets\//.test(name)) refuseWideSheet(member);
  // Packed again without compression: for large members the reader would start workers from blobs, which no page here may.
  const sheets = await readWorkbook(zipSync(members, { level: 0 }).buffer as ArrayBuffer);
  return { sheets: sheets.map(({ sheet, data }) => limited(sheet, data.map((row) => row.map(asText)))) };
}

/** Every tag becomes a thing of its own, of many times its length. */
function refuseManyTags(members: readonly Uint8Array[]): void {
  let tags = 0;
  for (const member of members) for (let at = member.indexOf(TAG); at >= 0; at = member.indexOf(TAG, at + 1)) tags += 1;
  if (tags > MOST_TAGS) throw new Unshown('too_big', `${tags}`);
}

const TAG = '<'.charCodeAt(0);

/** One cell in a far corner would make the reader lay out everything before it. */
function refuseWideSheet(xml: Uint8Array): void {
  let rows = 0;
  let columns = 0;
  for (const [, letters, digits] of new TextDecoder('latin1').decode(xml).matchAll(/<c\s[^>]*?\br="([A-Z]{1,3})(\d{1,7})"/g)) {
    columns = Math.max(columns, [...letters!].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0));
    rows = Math.max(rows, Number(digits));
  }
  if (rows * columns > 4 * MOST_CELLS) throw new Unshown('too_big', `${rows} × ${columns}`);
}

function asText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return value.toISOString().replace(/T00:00:00\.000Z$/, '').replace('T', ' ').replace(/\.000Z$/, '');
  return String(value);
}
