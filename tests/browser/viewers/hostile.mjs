// Files that are cut, lie or grow: each is shown, or the viewer says what it could not read and offers the file, soon,
// within bounds of memory, and the page goes on.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { assert, check } from '../checks.mjs';
import { BOMBS } from './bombs.mjs';
import { makeFile, open, plain } from './open.mjs';
import { watchMemory } from './memory.mjs';

const SETTLED = new Set(['shown', 'failed', 'none']);
const SAMPLES = {
  'bom-unquoted-commas.csv': 'shown',
  'csv-cp949.csv': 'shown',
  'csv-formulas.csv': 'shown',
  'gif-js-polyglot.gif': 'failed',
  'pdf-truncated.pdf': 'failed',
  'png-huge-dimensions.png': 'failed',
  'step-truncated.step': 'failed',
  'step-korean-encodings.step': 'failed',
  'stl-lying-count.stl': 'failed',
  'svg-script.svg': 'none',
  'zip-bomb-small.zip': 'none',
};
/** A task of the page that takes longer is felt as standing still. */
const STILL_MS = 2_000;
/** What is cut or lies is told in seconds; what is read for long can be taken meanwhile, and ends. */
const SOON_MS = 15_000;
const END_MS = 75_000;
/** Of the process that draws the page, which collects its waste when it likes: unbounded, these files take 4 GB and more. */
const MOST_MEGABYTES = 2_500;

/** `data` is the folder of hostile samples, where there is one; `wholes` are good files to be cut. */
export async function hostile({ page, data, wholes }) {
  let scripts = 0;
  let elsewhere = 0;
  page.context().on('request', (request) => (elsewhere += request.url().includes('/elsewhere') ? 1 : 0));
  page.on('dialog', (dialog) => {
    scripts += 1;
    return dialog.dismiss();
  });

  const settled = async (path, within, still = STILL_MS) => {
    const said = await open(page, path);
    assert(SETTLED.has(said.state), `${said.state} ${said.why ?? ''}`);
    assert(scripts === 0, 'a script of the file ran');
    assert(elsewhere === 0, 'what the file names was fetched');
    assert(said.longest < still, `the page stood still for ${said.longest} ms`);
    assert(said.ms < within, `it took ${said.ms} ms`);
    if (said.state === 'failed') {
      const told = await page.getByRole('alert').locator('p').allInnerTexts();
      assert(told.length >= 2 && told.every((words) => words.length > 0 && !words.includes('viewers.')), `it says ${JSON.stringify(told)}`);
    }
    if (said.state !== 'shown') await page.getByRole('button', { name: /파일 받기/ }).waitFor();
    return said;
  };

  for (const name of data ? readdirSync(data) : []) {
    await check(`hostile/${name}`, async () => {
      const said = await settled(join(data, name), SOON_MS);
      assert(!SAMPLES[name] || said.state === SAMPLES[name], `${said.state} ${said.why ?? ''}`);
      return `${said.state} ${said.why ?? ''} in ${said.ms} ms`;
    });
  }

  if (data) {
    await check('a text table of Korean Excel is read in its own encoding', async () => {
      await open(page, join(data, 'csv-cp949.csv'));
      await page.getByText('모터 샤프트').waitFor();
    });
  }

  for (const path of oneOfEach(wholes)) {
    const whole = readFileSync(plain(path));
    for (const [what, length] of [['a tenth', whole.length / 10], ['half', whole.length / 2], ['all but the end', whole.length - 40]]) {
      await check(`${what} of ${basename(path)}`, async () => {
        const said = await settled(makeFile(basename(path), whole.subarray(0, length)), SOON_MS);
        return `${said.state} ${said.why ?? ''} in ${said.ms} ms`;
      });
    }
  }

  for (const [name, { make, state, why, still }] of Object.entries(BOMBS)) {
    await check(`bomb: ${name}`, async () => {
      const path = makeFile(name, make());
      const memory = watchMemory();
      const said = await settled(path, END_MS, still).finally(() => memory.stop());
      assert(!state || said.state === state, `${said.state} ${said.why ?? ''}`);
      assert(!why || said.why === why, `${said.why}`);
      assert(memory.most() < MOST_MEGABYTES, `the page took ${memory.most()} MB`);
      return `${said.state} ${said.why ?? ''} in ${said.ms} ms, at most ${memory.most()} MB, longest task ${said.longest} ms`;
    });
  }

  await check('after all of them the page still shows a file', async () => {
    const said = await open(page, makeFile('parts.csv', 'part,count\nshaft,1\n'));
    assert(said.state === 'shown' && said.count === 1, said.state);
  });
}

/** The smallest file of each ending. */
function oneOfEach(paths) {
  const found = new Map();
  for (const path of paths.filter((each) => !each.endsWith('.gz'))) {
    const ending = extname(path).toLowerCase();
    const known = found.get(ending);
    if (!known || statSync(path).size < statSync(known).size) found.set(ending, path);
  }
  return [...found.values()];
}
