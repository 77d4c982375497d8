// Opens files on the page of the viewers, and looks at what is drawn.
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { openBrowser } from '../browsers.mjs';

/** The share of a sheet that is drawn at least where something is. */
export const LEAST_DRAWN = 0.002;
const SETTLED = '[data-state=shown],[data-state=failed],[data-state=none]';
export const made = mkdtempSync(join(tmpdir(), 'dure-viewers-'));

export function makeFile(name, content) {
  const path = join(made, name);
  writeFileSync(path, content);
  return path;
}

/** A packed sample is unpacked first: the program stores and shows what is in it. */
export function plain(path) {
  return path.endsWith('.gz') ? makeFile(basename(path, '.gz'), gunzipSync(readFileSync(path))) : path;
}

export async function viewerPage(browser, { url, size, scheme = 'light', locale = 'ko', complaints, name }) {
  const opened = await openBrowser(browser, { url, size: { ...size, colorScheme: scheme, acceptDownloads: true }, locale, complaints, name });
  await opened.context.addInitScript((language) => {
    localStorage.setItem('dure.locale', language);
    window.__longest = 0;
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) window.__longest = Math.max(window.__longest, duration);
    }).observe({ type: 'longtask', buffered: true });
  }, locale);
  await opened.page.goto('/');
  return opened.page;
}

/** Chooses files and waits until they are shown, refused or offered. Returns what the viewer says of itself. */
export async function open(page, ...paths) {
  await page.evaluate(() => (window.__longest = 0));
  const at = Date.now();
  await page.setInputFiles('input[type=file]', []);
  await page.setInputFiles('input[type=file]', paths);
  await page.waitForSelector(SETTLED, { timeout: 150_000 });
  const ms = Date.now() - at;
  const said = await page.evaluate(() => ({ ...document.querySelector('[data-viewer]').dataset, longest: Math.round(window.__longest) }));
  return { ...said, count: Number(said.count), ms };
}

/** The share of pixels of the sheet that are not of its commonest colour, and how many are red or blue. */
export async function picture(page, eye) {
  const box = await page.locator('[data-viewer]').boundingBox();
  const shot = await page.screenshot({ clip: { x: box.x, y: box.y + 60, width: box.width, height: box.height - 130 } });
  return eye.evaluate(async (data) => {
    const bitmap = await createImageBitmap(await (await fetch(`data:image/png;base64,${data}`)).blob());
    const brush = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
    brush.drawImage(bitmap, 0, 0);
    const { data: bytes } = brush.getImageData(0, 0, bitmap.width, bitmap.height);
    const counts = new Map();
    let red = 0;
    let blue = 0;
    for (let at = 0; at < bytes.length; at += 4) {
      const [r, g, b] = [bytes[at], bytes[at + 1], bytes[at + 2]];
      const colour = (r << 16) | (g << 8) | b;
      counts.set(colour, (counts.get(colour) ?? 0) + 1);
      if (r > b + 80 && r > g + 80) red += 1;
      if (b > r + 80 && b > g + 40) blue += 1;
    }
    const most = Math.max(...counts.values());
    return { drawn: 1 - (4 * most) / bytes.length, red, blue };
  }, shot.toString('base64'));
}
