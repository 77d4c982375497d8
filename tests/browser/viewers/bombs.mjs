// Small files that grow when they are read, or that say less than is true. Each in its own words what it does.
import { createRequire } from 'node:module';
import { deflateSync } from 'node:zlib';

const require = createRequire(new URL('../../../web/package.json', import.meta.url));
const { zipSync } = require('fflate');

const MB = 1024 * 1024;
const bytes = (text) => new TextEncoder().encode(text);
const filled = (head, unit, length, tail = '') => {
  const room = Buffer.alloc(length - (length % unit.length), unit);
  return new Uint8Array(Buffer.concat([Buffer.from(head), room, Buffer.from(tail)]));
};
const SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>';
const STRINGS = '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>';

const shown = (make) => ({ make, state: 'shown' });
const failed = (make, why) => ({ make, state: 'failed', why });

/** How each is made, and where it matters what becomes of it. */
export const BOMBS = {
  'one cell of 60 MB.xlsx': shown(() => workbook({ strings: filled(STRINGS, 'a', 60 * MB, '</t></si></sst>') })),
  'three million cells in one place.xlsx': failed(() => workbook({ sheet: filled(`${SHEET}<row r="1">`, '<c r="A1"><v>1</v></c>', 63 * MB, '</row></sheetData></worksheet>') })),
  'two million cells without a place.xlsx': failed(() => workbook({ sheet: filled(`${SHEET}<row>`, '<c><v>1</v></c>', 30 * MB, '</row></sheetData></worksheet>') })),
  'twenty million levels.xlsx': failed(() => workbook({ sheet: filled(SHEET, '<a>', 60 * MB) })),
  'a million levels.xlsx': failed(() => workbook({ sheet: filled(SHEET, '<a>', 3 * MB) })),
  'ten million rows.xlsx': failed(() => workbook({ sheet: filled(SHEET, '<row/>', 60 * MB, '</sheetData></worksheet>') })),
  'a hundred MB of cells.xlsx': failed(() => workbook({ sheet: filled(SHEET, ' ', 100 * MB) }), 'too_big'),
  'three hundred MB beside the cells.xlsx': shown(() => workbook({ more: { 'xl/media/image1.png': new Uint8Array(300 * MB) } })),
  'less is said than is true.xlsx': failed(() => lying(workbook({ strings: filled(STRINGS, 'a', 200 * MB, '</t></si></sst>') }))),
  'sixteen thousand columns.csv': shown(() => bytes(`${','.repeat(16_383)}\n`.repeat(20).replace(',', 'a,'))),
  'a line of quotes.csv': { make: () => filled('"', '""', 30 * MB) },
  'a line of commas.csv': failed(() => filled('', 'x,', 30 * MB), 'too_big'),
  'two hundred MB of points.3mf': failed(() => package3mf(points3mf(200 * MB)), 'too_big'),
  'thirty MB of points.3mf': failed(() => package3mf(points3mf(30 * MB))),
  'ten parts of ten parts of ten parts.3mf': failed(() => package3mf(bytes(nested3mf(9))), 'too_big'),
  'a part of itself.3mf': failed(() => package3mf(bytes(`${HEAD_3MF}<object id="1" type="model"><components><component objectid="1"/></components></object></resources><build><item objectid="1"/></build></model>`)), 'unreadable'),
  'levels without end.3mf': failed(() => package3mf(filled(HEAD_3MF, '<a>', 60 * MB)), 'too_big'),
  'a million levels.3mf': failed(() => package3mf(filled(HEAD_3MF, '<a>', 3 * MB))),
  'three hundred MB.3mf': failed(() => package3mf(filled(HEAD_3MF, ' ', 300 * MB)), 'too_big'),
  'four thousand million points.gltf': failed(() => bytes(gltf({ count: 4_000_000_000 })), 'too_big'),
  'a hundred million points.gltf': failed(() => bytes(gltf({ count: 100_000_000 })), 'too_big'),
  'a mesh in a thousand places.gltf': failed(() => bytes(gltf({ count: 60_000, nodes: [{ children: Array.from({ length: 1000 }, (_, at) => at + 1) }, ...Array.from({ length: 1000 }, () => ({ mesh: 0 }))] })), 'too_big'),
  'a scene in itself.gltf': failed(() => bytes(gltf({ count: 3, nodes: [{ children: [1] }, { children: [0], mesh: 0 }] }))),
  'points at another address.gltf': failed(() => bytes(gltf({ count: 3, uri: '/elsewhere' })), 'unreadable'),
  'thirty thousand parts.obj': failed(() => bytes(`v 0 0 0\nv 1 0 0\nv 0 1 0\n${Array.from({ length: 30_000 }, (_, at) => `o ${at}\nf 1 2 3\n`).join('')}`), 'too_big'),
  'blocks in blocks.dxf': failed(() => bytes(blocks(9)), 'too_big'),
  'a block in itself.dxf': { make: () => bytes(dxf([[0, 'INSERT'], [2, 'B'], [8, '0'], [10, 0], [20, 0]], block('B', [[0, 'INSERT'], [2, 'B'], [8, '0'], [10, 0], [20, 0]]))) },
  'two hundred MB of strokes.pdf': { make: () => pdf(Buffer.alloc(200 * MB, '0 0 m 9 9 l ')) },
  'two hundred MB of states.pdf': { make: () => pdf(Buffer.alloc(200 * MB, 'q ')) },
  'forms in forms.pdf': { make: () => pdfOfForms(9) },
  'a tree of pages in itself.pdf': { make: () => bytes(['%PDF-1.4', '1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj', '2 0 obj<</Type/Pages/Kids[2 0 R]/Count 1000000000>>endobj', 'trailer<</Root 1 0 R/Size 3>>', '%%EOF'].join('\n')) },
  // The browser hands over so many pixels at once.
  'a hundred million pixels.png': { make: () => png(10_900, 10_900), still: 10_000 },
  'a million frames.gif': { make: () => gif(1_000_000) },
};

const HEAD_3MF = '<?xml version="1.0"?><model unit="millimeter" xmlns="http://schemas.microsoft.com/3dmanufacturing/core/2015/02"><resources>';

const points3mf = (length) => filled(`${HEAD_3MF}<object id="1" type="model"><mesh><vertices>`, '<vertex x="0" y="0" z="0"/>', length, '</vertices><triangles/></mesh></object></resources><build><item objectid="1"/></build></model>');

function package3mf(model) {
  const rels = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Target="/3D/3dmodel.model" Id="r" Type="http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel"/></Relationships>';
  return zipSync({ '_rels/.rels': bytes(rels), '3D/3dmodel.model': model });
}

/** Ten to this power of one triangle. */
function nested3mf(power) {
  const one = '<object id="1" type="model"><mesh><vertices><vertex x="0" y="0" z="0"/><vertex x="1" y="0" z="0"/><vertex x="0" y="1" z="0"/></vertices><triangles><triangle v1="0" v2="1" v3="2"/></triangles></mesh></object>';
  const rest = Array.from({ length: power }, (_, at) => `<object id="${at + 2}" type="model"><components>${`<component objectid="${at + 1}"/>`.repeat(10)}</components></object>`);
  return `${HEAD_3MF}${one}${rest.join('')}</resources><build><item objectid="${power + 1}"/></build></model>`;
}

function workbook({ sheet, strings, more }) {
  const part = (name, type) => `<Override PartName="/xl/${name}" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.${type}+xml"/>`;
  const ties = (all) => `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${all.map(([target, type], at) => `<Relationship Id="rId${at + 1}" Target="${target}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${type}"/>`).join('')}</Relationships>`;
  return zipSync({
    '[Content_Types].xml': bytes(`<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">${part('workbook.xml', 'sheet.main')}${part('worksheets/sheet1.xml', 'worksheet')}${part('sharedStrings.xml', 'sharedStrings')}</Types>`),
    '_rels/.rels': bytes(ties([['xl/workbook.xml', 'officeDocument']])),
    'xl/workbook.xml': bytes('<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="1" sheetId="1" r:id="rId1"/></sheets></workbook>'),
    'xl/_rels/workbook.xml.rels': bytes(ties([['worksheets/sheet1.xml', 'worksheet'], ['sharedStrings.xml', 'sharedStrings']])),
    'xl/worksheets/sheet1.xml': sheet ?? bytes('<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row></sheetData></worksheet>'),
    'xl/sharedStrings.xml': strings ?? bytes('<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>part</t></si></sst>'),
    ...more,
  });
}

/** The list at the end says that every member is small. */
function lying(zip) {
  const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength);
  for (let at = 0; at + 46 < zip.length; at += 1) if (view.getUint32(at, true) === 0x02014b50) view.setUint32(at + 24, Math.min(900, view.getUint32(at + 24, true)), true);
  return zip;
}

function gltf({ count, nodes = [{ mesh: 0 }], uri }) {
  const accessors = [{ componentType: 5126, count, type: 'VEC3', min: [0, 0, 0], max: [1, 1, 1], ...(uri && { bufferView: 0 }) }];
  const buffers = uri && { buffers: [{ uri, byteLength: 36 }], bufferViews: [{ buffer: 0, byteLength: 36 }] };
  return JSON.stringify({ asset: { version: '2.0' }, scene: 0, scenes: [{ nodes: [0] }], nodes, meshes: [{ primitives: [{ attributes: { POSITION: 0 } }] }], accessors, ...buffers });
}

const LINE = [[0, 'LINE'], [8, '0'], [10, 0], [20, 0], [11, 1], [21, 1]];
const block = (name, content) => [[0, 'BLOCK'], [2, name], [8, '0'], [10, 0], [20, 0], ...content, [0, 'ENDBLK']];

function dxf(entities, all = []) {
  const section = (name, content) => [[0, 'SECTION'], [2, name], ...content, [0, 'ENDSEC']];
  const pairs = [...section('BLOCKS', all), ...section('ENTITIES', entities), [0, 'EOF']];
  return `${pairs.map(([code, value]) => `${code}\n${value}`).join('\n')}\n`;
}

/** Ten to this power of one line. */
function blocks(power) {
  const ten = (of) => Array.from({ length: 10 }, (_, at) => [[0, 'INSERT'], [2, of], [8, '0'], [10, at], [20, at]]).flat();
  const all = Array.from({ length: power }, (_, at) => block(`B${at + 1}`, ten(`B${at}`))).flat();
  return dxf([[0, 'INSERT'], [2, `B${power}`], [8, '0'], [10, 0], [20, 0]], [...block('B0', LINE), ...all]);
}

function pdf(content, more = '') {
  const packed = deflateSync(content, { level: 9 });
  const head = `%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R/Resources<<${more && '/XObject<</F9 14 0 R>>'}>>>>endobj\n${more}4 0 obj<</Length ${packed.length}/Filter/FlateDecode>>\nstream\n`;
  return Buffer.concat([Buffer.from(head, 'latin1'), packed, Buffer.from('\nendstream\nendobj\ntrailer<</Root 1 0 R/Size 20>>\n%%EOF')]);
}

/** A form that draws ten of a form that draws ten. */
function pdfOfForms(power) {
  const forms = Array.from({ length: power }, (_, at) => {
    const drawn = at === 0 ? '0 0 m 9 9 l S' : `/F${at} Do `.repeat(10);
    const uses = at === 0 ? '' : `/XObject<</F${at} ${at + 5} 0 R>>`;
    return `${at + 6} 0 obj<</Type/XObject/Subtype/Form/BBox[0 0 200 200]/Resources<<${uses}>>/Length ${drawn.length}>>\nstream\n${drawn}\nendstream\nendobj\n`;
  });
  return pdf(Buffer.from('/F9 Do'), forms.join(''));
}

function png(width, height) {
  const chunk = (kind, data) => {
    const body = Buffer.concat([Buffer.from(kind, 'latin1'), data]);
    const sized = Buffer.alloc(4);
    sized.writeUInt32BE(data.length);
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(require('node:zlib').crc32(body));
    return Buffer.concat([sized, body, sum]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2], 8);
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', head), chunk('IDAT', deflateSync(Buffer.alloc(height * (1 + 3 * width)))), chunk('IEND', Buffer.alloc(0))]);
}

function gif(frames) {
  const head = Buffer.from([...Buffer.from('GIF89a'), 1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 255, 255, 255]);
  const frame = Buffer.from([0x21, 0xf9, 4, 0, 1, 0, 0, 0, 0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0]);
  return Buffer.concat([head, ...Array.from({ length: frames }, () => frame), Buffer.from([0x3b])]);
}
