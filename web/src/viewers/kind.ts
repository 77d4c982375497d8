// Which viewer knows a file: what it holds decides, its name only where the content does not tell.
export type ViewerName = 'pdf' | 'image' | 'dxf' | 'model' | 'table' | 'none';

export interface Kind {
  viewer: ViewerName;
  /** In the words of engineers: `STEP`, `PNG`, `DWG`; empty when nothing is known. */
  format: string;
  /** What the name says, where the content is something else. */
  claimed?: string;
}

export interface Sample {
  name: string;
  size: number;
  head: Uint8Array;
  tail: Uint8Array;
}

/** How much of either end of a file is looked at. */
export const SAMPLE_BYTES = 64 * 1024;

const VIEWERS: Record<string, ViewerName> = {
  PDF: 'pdf',
  PNG: 'image',
  JPEG: 'image',
  GIF: 'image',
  WebP: 'image',
  DXF: 'dxf',
  STEP: 'model',
  IGES: 'model',
  STL: 'model',
  GLB: 'model',
  glTF: 'model',
  '3MF': 'model',
  OBJ: 'model',
  XLSX: 'table',
  CSV: 'table',
  TSV: 'table',
};

const EXTENSIONS: Record<string, string> = {
  pdf: 'PDF', png: 'PNG', jpg: 'JPEG', jpeg: 'JPEG', gif: 'GIF', webp: 'WebP', dxf: 'DXF', step: 'STEP', stp: 'STEP', p21: 'STEP',
  iges: 'IGES', igs: 'IGES', stl: 'STL', glb: 'GLB', gltf: 'glTF', '3mf': '3MF', obj: 'OBJ', xlsx: 'XLSX', xlsm: 'XLSX',
  csv: 'CSV', tsv: 'TSV', dwg: 'DWG', sldprt: 'SLDPRT', sldasm: 'SLDASM', slddrw: 'SLDDRW', fcstd: 'FCStd', aasx: 'AASX',
  xls: 'XLS', svg: 'SVG', heic: 'HEIC', tif: 'TIFF', tiff: 'TIFF', bcf: 'BCF', bcfzip: 'BCF', dae: 'DAE', zip: 'ZIP', gz: 'GZIP',
};

/** Formats that hold nothing which would give them away: their name is believed. */
const PLAIN_TEXT = ['CSV', 'TSV'];
const IN_A_ZIP = ['XLSX', '3MF', 'FCStd', 'AASX', 'BCF'];
const IN_AN_OLE_FILE = ['SLDPRT', 'SLDASM', 'SLDDRW', 'XLS'];

export async function kindOfFile(file: Blob, name: string): Promise<Kind> {
  const bytes = async (part: Blob) => new Uint8Array(await part.arrayBuffer());
  const head = await bytes(file.slice(0, SAMPLE_BYTES));
  const tail = await bytes(file.slice(Math.max(0, file.size - SAMPLE_BYTES)));
  return kindOf({ name, size: file.size, head, tail });
}

export function kindOf(sample: Sample): Kind {
  const named = EXTENSIONS[extension(sample.name)] ?? '';
  if (sample.size === 0) return { viewer: 'none', format: named };
  const format = byContent(sample, named);
  const viewer = VIEWERS[format] ?? 'none';
  return named !== '' && format !== named ? { viewer, format, claimed: named } : { viewer, format };
}

/** What the name alone says, before anything of the file is here. */
export function kindByName(name: string): Kind {
  const format = EXTENSIONS[extension(name)] ?? '';
  return { viewer: VIEWERS[format] ?? 'none', format };
}

export function extension(name: string): string {
  return /\.([^.]+)$/.exec(name.trim())?.[1]?.toLowerCase() ?? '';
}

function byContent(sample: Sample, named: string): string {
  const { head } = sample;
  const found = byMagic(head);
  if (found === 'ZIP') return ofZip(sample, named);
  if (found === 'OLE') return IN_AN_OLE_FILE.includes(named) ? named : 'OLE';
  if (found) return found;
  if (isBinaryStl(sample) || (named === 'STL' && sample.size > 84 && !looksLikeText(head))) return 'STL';
  const text = looksLikeText(head) ? new TextDecoder('latin1').decode(head) : undefined;
  if (text === undefined) return VIEWERS[named] ? '' : named;
  return byText(text) || (PLAIN_TEXT.includes(named) ? named : '');
}

const MAGIC: readonly (readonly [string, string])[] = [
  ['\x89PNG\r\n\x1a\n', 'PNG'],
  ['\xff\xd8\xff', 'JPEG'],
  ['GIF8', 'GIF'],
  ['glTF', 'GLB'],
  ['PK\x03\x04', 'ZIP'],
  ['PK\x05\x06', 'ZIP'],
  ['\xd0\xcf\x11\xe0', 'OLE'],
  ['\x1f\x8b', 'GZIP'],
  ['AutoCAD Binary DXF', 'binary DXF'],
];

function byMagic(head: Uint8Array): string {
  const start = latin(head.subarray(0, 1024));
  for (const [magic, format] of MAGIC) if (start.startsWith(magic)) return format;
  if (start.startsWith('RIFF') && start.slice(8, 12) === 'WEBP') return 'WebP';
  if (/^AC1\d\d\d\0/.test(start) || /^AC1\d\d\d[^\d\s]/.test(start)) return 'DWG';
  if (start.includes('%PDF-')) return 'PDF';
  return '';
}

function byText(text: string): string {
  const start = text.replace(/^\xef\xbb\xbf/, '').trimStart();
  if (/^(\/\*[^]*?\*\/\s*)?ISO-10303-21\s*;/.test(start)) return 'STEP';
  if (/^(999\r?\n[^\n]*\n\s*)*0\s*\r?\n\s*SECTION\b/.test(start)) return 'DXF';
  if (/^.{72}S {0,6}\d+\s*[\r\n]/.test(text)) return 'IGES';
  if (/^solid\b/i.test(start) && /\bfacet\s+normal\b/i.test(start)) return 'STL';
  if (start.startsWith('{')) return /"asset"\s*:\s*\{/.test(start) ? 'glTF' : '';
  if (/^<svg\b|^<\?xml[^]*<svg\b/.test(start)) return 'SVG';
  if (/^\s*v\s+-?\d\S*\s+-?\d\S*\s+-?\d/m.test(text) && !/^\s*</.test(text)) return 'OBJ';
  return '';
}

/** Fifty bytes a triangle after a header and a count: no other file keeps to that. */
function isBinaryStl({ size, head }: Sample): boolean {
  if (size < 134 || head.length < 84) return false;
  const count = new DataView(head.buffer, head.byteOffset).getUint32(80, true);
  return size === 84 + 50 * count;
}

function ofZip(sample: Sample, named: string): string {
  const members = zipMembers(sample.tail);
  if (members.length === 0) return IN_A_ZIP.includes(named) ? named : 'ZIP';
  const has = (pattern: RegExp) => members.some((member) => pattern.test(member));
  if (has(/^xl\/workbook\.xml$/)) return 'XLSX';
  if (has(/^\/?3D\/.*\.model$/i)) return '3MF';
  if (has(/^Document\.xml$/)) return 'FCStd';
  if (has(/^\/?aasx\//)) return 'AASX';
  if (has(/(^|\/)bcf\.version$/)) return 'BCF';
  return 'ZIP';
}

/** Names in the list at the end of a zip, as far as the sample reaches. */
function zipMembers(tail: Uint8Array): string[] {
  const names: string[] = [];
  const view = new DataView(tail.buffer, tail.byteOffset, tail.byteLength);
  for (let at = 0; at + 46 <= tail.length; ) {
    if (view.getUint32(at, true) !== 0x02014b50) {
      at += 1;
      continue;
    }
    const length = view.getUint16(at + 28, true);
    names.push(latin(tail.subarray(at + 46, at + 46 + length)));
    at += 46 + length + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return names;
}

function looksLikeText(head: Uint8Array): boolean {
  const utf16 = (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff);
  if (utf16) return true;
  const strange = head.reduce((sum, byte) => sum + (byte === 0 || (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13) ? 1 : 0), 0);
  return strange <= head.length / 1000;
}

const latin = (bytes: Uint8Array) => String.fromCharCode(...bytes);
