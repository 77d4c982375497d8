// Chromium as the tests drive it, and what every page is checked for.
import { createRequire } from 'node:module';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const require = createRequire(new URL('../../web/package.json', import.meta.url));
const { chromium } = require('playwright-core');
const axeSource = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const CHROMIUM = process.env.CHROMIUM ?? ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) => existsSync(path));

export const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
export const DESK = { viewport: { width: 1440, height: 900 } };

const QUIET = ['--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

export async function launch() {
  return chromium.launch({ executablePath: CHROMIUM, args: [...QUIET, '--disable-gpu'] });
}

/** For pages that draw in space: without a graphics card, by software. */
export async function launchWithGraphics() {
  return chromium.launch({
    executablePath: CHROMIUM,
    args: [...QUIET, '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--ignore-gpu-blocklist'],
  });
}

/** A person's own browser, watched for errors of the page and for layout that moves by itself. */
export async function openBrowser(browser, { url, size, locale, timeZone, complaints, name }) {
  const context = await browser.newContext({
    ...size,
    baseURL: url,
    locale,
    timezoneId: timeZone,
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  await context.addInitScript(() => {
    window.__shift = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        if (entry.hadRecentInput) continue;
        window.__shift += entry.value;
        (window.__shifted ??= []).push(
          `${entry.value.toFixed(3)} ${entry.sources
            .map(({ node, previousRect: a, currentRect: b }) =>
              [node?.className || node?.nodeName, [a.x, a.y, a.width, a.height], '->', [b.x, b.y, b.width, b.height]].join(' '),
            )
            .join('; ')}`,
        );
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
  const page = await context.newPage();
  page.on('pageerror', (error) => {
    // Signing out takes the database away from under whoever reads it.
    if (!/Force close delete origin|The transaction was aborted/.test(error.message)) complaints.push(`${name}: ${error.message}`);
  });
  page.on('console', (message) => {
    if (message.type() !== 'error') return;
    const said = message.text();
    // The browser itself reports refused and failed requests; what follows from them is what is tested.
    if (/Failed to load resource|net::ERR_|WebSocket connection to/.test(said)) return;
    complaints.push(`${name}: ${said}`);
  });
  return { context, page, name, size };
}

/** Serious and critical findings of axe on what is shown now. */
export async function axeFindings(page) {
  await page.evaluate(`if (!window.axe) { ${axeSource} }`);
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  return violations
    .filter((each) => each.impact === 'serious' || each.impact === 'critical')
    .map((each) => `${each.id}: ${each.nodes.map((node) => `${node.target.join(' ')} ${node.html.slice(0, 160)}`).join(' | ')}`);
}

/** A screen with its content: nothing on it is still being fetched. */
export async function loaded(page) {
  await page.waitForFunction(() => document.querySelector('h1')?.innerText.trim() && !document.querySelector('[data-loading]'));
}

/** Korean letters on the screen that neither the machine nor a loaded slice of the typeface can draw. */
export async function missingLetters(page) {
  return page.evaluate(() => {
    const drawn = (letter) => {
      const pen = Object.assign(document.createElement('canvas'), { width: 24, height: 24 }).getContext('2d');
      pen.font = '20px sans-serif';
      pen.fillText(letter, 0, 20);
      return String(pen.getImageData(0, 0, 24, 24).data);
    };
    if (drawn('가') !== drawn('나')) return '';
    // Of a list that is closed only what is chosen is drawn.
    let shown = [...document.querySelectorAll('select')].map(({ selectedOptions }) => selectedOptions[0]?.text ?? '').join('');
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
      const { parentElement, data } = walk.currentNode;
      if (!parentElement.closest('option') && parentElement.checkVisibility()) shown += data;
    }
    const letters = new Set(shown.match(/[가-힣]/g) ?? []);
    return [...letters].filter((letter) => !document.fonts.check('16px "Pretendard Variable"', letter)).join('');
  });
}

export async function settle(page) {
  await page.evaluate(() => document.fonts.ready);
  await page.waitForTimeout(200);
}

export function folder(path) {
  mkdirSync(path, { recursive: true });
  return (name) => join(path, name);
}
