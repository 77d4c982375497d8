// Every file that a viewer knows is opened, counted and looked at; hostile ones fail gently; revisions are compared.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { folder, launchWithGraphics, PHONE, settle } from '../browsers.mjs';
import { assert, check, finish } from '../checks.mjs';
import { hostile } from './hostile.mjs';
import { LEAST_DRAWN, open, picture, plain, viewerPage } from './open.mjs';
import { samples } from './samples.mjs';
import { serve } from './server.mjs';

const { values } = parseArgs({ options: { page: { type: 'string' }, counts: { type: 'string' }, data: { type: 'string' }, shots: { type: 'string' } } });
const counts = JSON.parse(readFileSync(values.counts, 'utf8'));
const shot = values.shots && folder(values.shots);
const complaints = [];

const { url, close } = await serve(values.page);
const browser = await launchWithGraphics();
const eye = await (await browser.newContext()).newPage();
const page = await viewerPage(browser, { url, size: PHONE, complaints, name: 'phone' });

for (const [path, expected] of Object.entries(counts)) {
  await check(path.split('/').slice(-3).join('/'), async () => {
    const said = await open(page, plain(path));
    assert(said.viewer === expected.viewer && said.state === 'shown', `${said.viewer} ${said.state} ${said.why ?? ''}`);
    assert(said.count === expected.count, `${said.count}, but the other library counts ${expected.count}`);
    await settle(page);
    const { drawn } = await picture(page, eye);
    assert(drawn > LEAST_DRAWN, `an empty picture: ${drawn}`);
    if (expected.word) await find(expected.word);
    return `${said.count} in ${said.ms} ms, ${(100 * drawn).toFixed(1)} % drawn, longest task ${said.longest} ms`;
  });
}

async function find(word) {
  await page.getByRole('button', { name: '글 찾기' }).click();
  await page.getByRole('searchbox').fill(word);
  await page.waitForFunction(() => [...document.querySelectorAll('[role=status]')].some((each) => /^\d+ \/ [1-9]\d*$/.test(each.innerText)), { timeout: 20_000 });
  await page.getByRole('button', { name: '찾기 닫기' }).click();
}

await hostile({ page, url, data: values.data && join(values.data, 'hostile'), wholes: Object.keys(counts) });
if (values.data) await samples({ browser, page, eye, url, complaints, shot, data: values.data });

await check('no page complains, none of the security policy', () => {
  // What the libraries say of files that they cannot read whole.
  const expected = /THREE\.3MFLoader: Unsupported resource type|Unexpected end of input: EOF group|RangeError: too big: \d+/;
  const serious = complaints.filter((each) => !expected.test(each));
  assert(serious.length === 0, [...new Set(serious)].join('\n'));
});

await browser.close();
close();
process.exit(finish('viewers'));
