// A text table: its encoding is told from its bytes, its commas from its first lines.
import Papa from 'papaparse';
import { MOST_CELLS } from '../limits';
import { limited, type Table } from './table';

export function readCsv(bytes: Uint8Array): Table {
  const text = decoded(bytes);
  const { data } = Papa.parse<string[]>(text, { header: false, skipEmptyLines: 'greedy', preview: MOST_CELLS });
  return { sheets: [limited('', data)] };
}

/** UTF-8 where it is that, else what Korean Excel writes. */
export function decoded(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('euc-kr').decode(bytes);
  }
}
