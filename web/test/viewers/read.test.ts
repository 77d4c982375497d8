import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { dxfText } from '../../src/viewers/dxf/dxf-text';
import { visible } from '../../src/viewers/facts';
import { imageSize } from '../../src/viewers/image/image-size';
import { moved, pointAt, WHOLE, zoomed } from '../../src/viewers/stage/stage-view';
import { decoded, readCsv } from '../../src/viewers/table/csv';
import { limited } from '../../src/viewers/table/table';
import { readXlsx } from '../../src/viewers/table/xlsx';
import { unzipWithin } from '../../src/viewers/unzip';

const bytes = (text: string) => Uint8Array.from(text, (char) => char.charCodeAt(0));
const KOREAN_949 = [0xb0, 0xb3, 0xbc, 0xf6];

describe('a text table', () => {
  it('is read in the encoding it was written in', () => {
    expect(decoded(new TextEncoder().encode('개수,1'))).toBe('개수,1');
    expect(decoded(Uint8Array.from([0xef, 0xbb, 0xbf, ...new TextEncoder().encode('개수')]))).toBe('개수');
    expect(decoded(Uint8Array.from([...KOREAN_949, 0x2c, 0x31]))).toBe('개수,1');
    expect(decoded(Uint8Array.from([0xff, 0xfe, 0x1c, 0xac]))).toBe('개');
  });

  it('says which rows have other cells than the first, and moves none', () => {
    const [sheet] = readCsv(bytes('a,b\n1,2\n1,2,3\n"x, y",2\n')).sheets;
    expect(sheet).toMatchObject({ columns: 3, ragged: [3], cut: false });
    expect(sheet!.rows[3]).toEqual(['x, y', '2']);
  });

  it('stops at a number of cells, and says so', () => {
    const sheet = limited('', Array.from({ length: 10 }, () => ['1', '2']), 10);
    expect(sheet).toMatchObject({ cut: true });
    expect(sheet.rows).toHaveLength(5);
  });
});

describe('a zip', () => {
  const zip = zipSync({ 'a.xml': new Uint8Array(1_000_000), 'b.png': new Uint8Array(5_000_000) });

  it('is not unpacked beyond a number of bytes', () => {
    expect(() => unzipWithin(999_999, zip, (name) => name.endsWith('.xml'))).toThrow();
    expect(unzipWithin(1_000_000, zip, (name) => name.endsWith('.xml'))['a.xml']).toHaveLength(1_000_000);
  });

  it('cannot grow beyond what it says of itself', () => {
    const lying = zip.slice();
    const view = new DataView(lying.buffer);
    for (let at = 0; at + 46 < lying.length; at += 1) if (view.getUint32(at, true) === 0x02014b50) view.setUint32(at + 24, 100, true);
    expect(Object.values(unzipWithin(1000, lying, () => true)).map(({ length }) => length)).toEqual([100, 100]);
  });

  it('with a cell in a far corner is refused before it is laid out', async () => {
    const far = '<worksheet><sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>';
    await expect(readXlsx(zipSync({ 'xl/worksheets/sheet1.xml': bytes(far) }))).rejects.toMatchObject({ why: 'too_big' });
  });
});

describe('a picture', () => {
  it('tells its size before it is decoded', () => {
    const png = Uint8Array.from([...bytes('\x89PNG\r\n\x1a\n\0\0\0\rIHDR'), 0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60, 8, 0, 0, 0]);
    expect(imageSize(png)).toEqual({ width: 60000, height: 60000 });
    const jpeg = Uint8Array.from([0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0, 0xff, 0xc0, 0, 17, 8, 1, 0, 2, 0, ...new Uint8Array(20)]);
    expect(imageSize(jpeg)).toEqual({ width: 512, height: 256 });
    expect(imageSize(bytes('GIF89a\x10\0\x20\0'.padEnd(30, '\0')))).toEqual({ width: 16, height: 32 });
    expect(imageSize(bytes('GIF8'))).toBeUndefined();
  });
});

describe('a drawing', () => {
  const header = (version: string, page: string) => `0\nSECTION\n9\n$ACADVER\n1\n${version}\n9\n$DWGCODEPAGE\n3\n${page}\n1\n`;

  it('is read in its code page before 2007, as UTF-8 since', () => {
    expect(dxfText(Uint8Array.from([...bytes(header('AC1015', 'ANSI_949')), ...KOREAN_949]))).toContain('개수');
    expect(dxfText(new TextEncoder().encode(`${header('AC1027', 'ANSI_949')}개수`))).toContain('개수');
    expect(dxfText(Uint8Array.from([...bytes(header('AC1015', 'ANSI_1252')), 0xd8]))).toContain('Ø');
  });
});

describe('a stage', () => {
  const box = { width: 400, height: 800 };
  const sheet = { width: 1000, height: 500 };

  it('keeps the point under the fingers while it zooms', () => {
    const at = { x: 100, y: 400 };
    const before = pointAt(WHOLE, at, box, sheet);
    const near = zoomed(WHOLE, 4, at, box, sheet);
    const after = pointAt(near, at, box, sheet);
    expect(after.x).toBeCloseTo(before.x);
    expect(after.y).toBeCloseTo(before.y);
  });

  it('does not lose the sheet', () => {
    expect(moved(WHOLE, 5000, 5000, box, sheet)).toEqual(WHOLE);
    const near = moved(zoomed(WHOLE, 2, { x: 200, y: 400 }, box, sheet), 1e6, 0, box, sheet);
    expect(near.x).toBeCloseTo(0.25);
    expect(zoomed(near, 1e-9, { x: 0, y: 0 }, box, sheet)).toEqual(WHOLE);
  });
});

it('a name shows what would hide in it', () => {
  expect(visible('part\u202egpj.exe')).toBe('part\\u202egpj.exe');
  expect(visible('부품 1.step')).toBe('부품 1.step');
});
