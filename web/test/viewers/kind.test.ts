import { describe, expect, it } from 'vitest';
import { kindOf, kindOfFile } from '../../src/viewers/kind';

const bytes = (text: string) => Uint8Array.from(text, (char) => char.charCodeAt(0));

function kind(name: string, content: string | Uint8Array) {
  const head = typeof content === 'string' ? bytes(content) : content;
  return kindOf({ name, size: head.length, head, tail: head });
}

function binaryStl(triangles: number, start = ''): Uint8Array {
  const file = new Uint8Array(84 + 50 * triangles);
  file.set(bytes(start));
  new DataView(file.buffer).setUint32(80, triangles, true);
  return file;
}

/** A zip with nothing but its list of members. */
function zip(...members: string[]): Uint8Array {
  const list = members.map((name) => {
    const entry = new Uint8Array(46 + name.length);
    const view = new DataView(entry.buffer);
    view.setUint32(0, 0x02014b50, true);
    view.setUint16(28, name.length, true);
    entry.set(bytes(name), 46);
    return [...entry];
  });
  return Uint8Array.from([...bytes('PK\x03\x04'), ...list.flat()]);
}

const PNG = '\x89PNG\r\n\x1a\n\0\0\0\rIHDR';
const STEP = 'ISO-10303-21;\nHEADER;\nFILE_DESCRIPTION(';
const IGES = `${'a part'.padEnd(72)}S      1\n`;

describe('the viewer of a file', () => {
  it.each([
    ['a.pdf', '%PDF-1.7\n', 'pdf', 'PDF'],
    ['a.png', PNG, 'image', 'PNG'],
    ['a.JPG', '\xff\xd8\xff\xe0', 'image', 'JPEG'],
    ['a.gif', 'GIF89a', 'image', 'GIF'],
    ['a.webp', 'RIFF\0\0\0\0WEBPVP8 ', 'image', 'WebP'],
    ['a.dxf', '  0\r\nSECTION\r\n  2\r\nHEADER\r\n', 'dxf', 'DXF'],
    ['a.dxf', '999\ndxflib 3.7\n  0\nSECTION\n', 'dxf', 'DXF'],
    ['a.STEP', STEP, 'model', 'STEP'],
    ['a.stp', `/* made by hand */\n${STEP}`, 'model', 'STEP'],
    ['a.igs', IGES, 'model', 'IGES'],
    ['a.stl', 'solid a\n facet normal 0 0 1\n', 'model', 'STL'],
    ['a.glb', 'glTF\x02\0\0\0', 'model', 'GLB'],
    ['a.gltf', '{"asset": {"version": "2.0"}}', 'model', 'glTF'],
    ['a.obj', '# made\nmtllib a.mtl\nv 0.0 1 -2\n', 'model', 'OBJ'],
    ['a.csv', 'part,count\nshaft,1\n', 'table', 'CSV'],
    ['a.csv', '\xb0\xb3\xbc\xf6,1\r\n', 'table', 'CSV'],
    ['a.tsv', 'part\tcount\n', 'table', 'TSV'],
    ['a.dwg', 'AC1027\0\0\0', 'none', 'DWG'],
    ['a.SLDPRT', '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', 'none', 'SLDPRT'],
    ['a.dxf', 'AutoCAD Binary DXF\r\n\x1a\0', 'none', 'binary DXF'],
    ['a.stp.gz', '\x1f\x8b\x08', 'none', 'GZIP'],
    ['a.svg', '<svg xmlns="a"><script>1</script></svg>', 'none', 'SVG'],
  ])('%s', (name, content, viewer, format) => {
    expect(kind(name, content)).toMatchObject({ viewer, format });
  });

  it.each([
    ['a.xlsx', zip('[Content_Types].xml', 'xl/workbook.xml'), 'table', 'XLSX'],
    ['a.3mf', zip('3D/3dmodel.model'), 'model', '3MF'],
    ['a.FCStd', zip('Document.xml', 'GuiDocument.xml'), 'none', 'FCStd'],
    ['a.aasx', zip('aasx/aasx-origin'), 'none', 'AASX'],
    ['a.bcfzip', zip('bcf.version'), 'none', 'BCF'],
    ['a.zip', zip('../../etc/passwd'), 'none', 'ZIP'],
    ['a.xlsx', bytes('PK\x03\x04 cut'), 'table', 'XLSX'],
  ])('%s by its members', (name, content, viewer, format) => {
    expect(kind(name, content)).toMatchObject({ viewer, format });
  });

  it('believes the content over a lying name, and says so', () => {
    expect(kind('photo.png', '%PDF-1.4')).toEqual({ viewer: 'pdf', format: 'PDF', claimed: 'PNG' });
    expect(kind('parts.xlsx', zip('3D/3dmodel.model'))).toEqual({ viewer: 'model', format: '3MF', claimed: 'XLSX' });
    expect(kind('shaft.step', '<html><script>')).toEqual({ viewer: 'none', format: '', claimed: 'STEP' });
    expect(kind('shaft.step', PNG).viewer).toBe('image');
    expect(kind('drawing.pdf', '<html> %PDF-1.4').viewer).toBe('pdf');
    expect(kind('parts.csv', '\0\x01\x02\x03')).toEqual({ viewer: 'none', format: '', claimed: 'CSV' });
  });

  it('knows a binary STL by its length, and by its name when it lies about it', () => {
    expect(kind('part', binaryStl(3)).format).toBe('STL');
    expect(kind('part.stl', binaryStl(1, 'solid')).format).toBe('STL');
    const lying = binaryStl(1);
    new DataView(lying.buffer).setUint32(80, 2 ** 31, true);
    expect(kind('part.stl', lying).format).toBe('STL');
    expect(kind('part.bin', lying).viewer).toBe('none');
  });

  it('says none of an empty file, whatever its name', () => {
    expect(kind('a.pdf', '')).toEqual({ viewer: 'none', format: 'PDF' });
    expect(kind('', '')).toEqual({ viewer: 'none', format: '' });
  });

  it('survives any cut of any file', () => {
    for (const whole of [bytes(PNG), bytes(STEP), bytes(IGES), zip('xl/workbook.xml'), binaryStl(2)]) {
      for (let length = 0; length < whole.length; length += 1) {
        expect(() => kind('a.stl', whole.slice(0, length))).not.toThrow();
      }
    }
  });

  it('looks at both ends of a long file only', async () => {
    const file = new Blob([STEP, new Uint8Array(300_000).fill(32)]);
    expect(await kindOfFile(file, 'a.step')).toEqual({ viewer: 'model', format: 'STEP' });
  });
});
