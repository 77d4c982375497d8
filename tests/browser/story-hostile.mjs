// The story of files that would run in a browser: opened in every way that there is, none of them does.
import { createServer } from 'node:http';
import { DESK, launchWithGraphics, openBrowser } from './browsers.mjs';
import * as cast from './cast.mjs';
import { assert, assertEqual, check } from './checks.mjs';
import { hostileFiles, RAN } from './hostile-files.mjs';

const NUMBER = 'LINE-7-666';
const SANDBOX = "sandbox; default-src 'none'";
const PATIENCE = 600;

/** Who is signed in on `who` uploads the files, and opens them on a desk of their own. */
export async function hostileStory({ who, url, shot, projectId }) {
  const canary = await anotherSite();
  const files = hostileFiles(canary.url);
  canary.carry(files);
  const graphic = await launchWithGraphics();
  // It complains of all that it refuses to draw in: so it should.
  const desk = await openBrowser(graphic, { url, size: DESK, locale: 'ko-KR', timeZone: 'Asia/Seoul', complaints: [], name: 'a desk' });
  const { context, page } = desk;
  await context.addCookies(await who.context.cookies());
  const ran = watched(context, canary);
  const untouched = async () => {
    await page.waitForTimeout(PATIENCE);
    for (const each of context.pages()) {
      const told = await each.evaluate(() => localStorage.getItem('ran')).catch(() => null);
      if (told) ran.add(`${told} wrote into the storage`);
    }
    assert(ran.size === 0, `ran: ${[...ran].join(', ')}`);
  };
  const at = (file, of = 'content') => `/api/v1/files/${file.id}/${of}`;

  await check('the canary sings: served as what they are, the files run', async () => {
    const open = await context.newPage();
    for (const file of files.filter(({ as }) => as)) {
      const sung = canary.heard(file.sings);
      if (file.as === 'text/javascript') {
        await open.goto(`${canary.url}/empty`);
        await open.addScriptTag({ url: `${canary.url}/as-it-is/${file.name}` });
      } else {
        await open.goto(`${canary.url}/as-it-is/${file.name}`).catch(() => {});
      }
      assert(await sung, `${file.name} is not heard`);
      await open.goto(`${canary.url}/empty`);
      await open.evaluate(() => localStorage.clear());
    }
    await open.close();
    return `${files.filter(({ as }) => as).length} files`;
  });

  canary.forget();
  ran.clear();

  await check('they are uploaded, shown by a revision and a message, and given as bytes that nothing may open', async () => {
    await page.goto('/');
    await page.getByRole('heading', { name: '홈' }).waitFor();
    for (const file of files) file.id = await upload(page, projectId, file);
    const design = await cast.call(page, 'POST', `/projects/${projectId}/designs`, { number: NUMBER, title: '이상한 파일', kind: 'other' });
    const file_ids = files.map(({ id }) => id);
    const revision = await cast.call(page, 'POST', `/designs/${design.id}/revisions`, { file_ids });
    assertEqual(revision.files.length, files.length, 'files');
    await cast.call(page, 'POST', `/revisions/${revision.id}/submission`, { manifest_hash: revision.manifest_hash });
    await cast.call(page, 'POST', `/projects/${projectId}/messages`, { body: '이상한 파일', file_ids: file_ids.slice(0, 10) });
    for (const file of files) {
      const told = await page.evaluate(async (path) => {
        const { status, headers } = await fetch(path);
        return { status, ...Object.fromEntries(headers) };
      }, at(file));
      assertEqual(told.status, 200, file.name);
      assertEqual(told['x-content-type-options'], 'nosniff', file.name);
      assertEqual(told['content-security-policy'], SANDBOX, file.name);
      assert(/^attachment; filename=/.test(told['content-disposition']), `${file.name}: ${told['content-disposition']}`);
      assert(!/html|svg|xml|script|multipart/.test(told['content-type']), `${file.name}: ${told['content-type']}`);
    }
  });

  await check('an address typed into a tab saves the file, or tells why there is no picture', async () => {
    const heads = new Map();
    context.on('response', (answer) => heads.set(new URL(answer.url()).pathname, answer));
    for (const file of files) {
      const tab = await context.newPage();
      const saved = tab.waitForEvent('download');
      await tab.goto(at(file)).catch((error) => assert(/Download is starting/.test(error.message), `${file.name}: ${error.message}`));
      assertEqual(await bytesOf(await saved), file.bytes.toString('base64'), file.name);
      assertEqual(tab.url(), 'about:blank', `${file.name} has become a page`);
      for (const of of ['thumbnail', 'preview']) {
        await tab.goto(at(file, of)).catch(() => {});
        const answer = heads.get(at(file, of));
        const expected = of === 'preview' ? 404 : file.name === 'both.png' ? 200 : 422;
        assertEqual(answer.status(), expected, `${of} of ${file.name}`);
        assertEqual(await answer.headerValue('content-type'), expected === 200 ? 'image/jpeg' : 'application/problem+json', `${of} of ${file.name}`);
        assertEqual(await answer.headerValue('x-content-type-options'), 'nosniff', file.name);
      }
      await tab.close();
    }
    await untouched();
  });

  await check('a picture that is also a page is a preview of something, and no page there either', async () => {
    const [given, shown] = [files[0], files.find(({ name }) => name === 'both.png')];
    const preview = { name: shown.name, bytes: shown.bytes };
    preview.id = await upload(page, projectId, preview);
    const made = await cast.call(page, 'POST', `/files/${given.id}/preview`, { preview_file_id: preview.id });
    assertEqual(made.file.id, preview.id, 'the preview');
    const tab = await context.newPage();
    const saved = tab.waitForEvent('download');
    await tab.goto(at(preview)).catch(() => {});
    await saved;
    await tab.goto(at(given, 'thumbnail'));
    await tab.close();
    for (const file of files.filter(({ name }) => !/png|pdf/.test(name))) {
      const other = { name: file.name, bytes: file.bytes };
      other.id = await upload(page, projectId, other);
      assertEqual((await cast.call(page, 'POST', `/files/${files[1].id}/preview`, { preview_file_id: other.id })).code, 'preview_unfit', file.name);
    }
    await untouched();
  });

  await check('links to them, with and without the word download, and new windows save them', async () => {
    await page.goto('/');
    for (const file of files) {
      for (const how of [{ download: '' }, {}, { target: '_blank' }, { target: 'opened' }]) {
        const saved = Promise.race([page.waitForEvent('download'), context.waitForEvent('page').then((opened) => opened.waitForEvent('download').catch(() => undefined))]);
        await page.evaluate(([href, how]) => Object.assign(document.createElement('a'), { href, ...how }).click(), [at(file), how]);
        await saved;
      }
      await page.evaluate((href) => void open(href), at(file));
    }
    await untouched();
    for (const other of context.pages()) if (other !== page) await other.close();
    assertEqual(new URL(page.url()).pathname, '/', 'the page has gone elsewhere');
  });

  for (const [whose, address] of [['a page of ours', '/'], ['a page of another site, which has no policy', `${canary.url}/empty`]]) {
    await check(`${whose} that draws them in runs none of them`, async () => {
      await page.goto(address);
      for (const file of files) await page.evaluate(drawIn, `${url}${at(file)}`);
      await untouched();
      assert((await page.evaluate(() => navigator.serviceWorker?.getRegistrations().then((all) => all.map(({ active }) => active?.scriptURL ?? ''))) ?? []).every((each) => !each.includes('/files/')), 'one became a worker of the site');
    });
  }

  await check('the viewers of the program show them or say what they could not read, and hand the file out', async () => {
    const states = {};
    for (const file of files) {
      await page.goto(`/projects/${projectId}/designs`);
      await page.getByRole('link', { name: new RegExp(NUMBER) }).click();
      const shown = (await cast.call(page, 'GET', `/files/${file.id}`)).name;
      await page.getByRole('button', { name: shown }).first().click();
      const viewer = page.locator('[data-viewer]:not([data-state=loading])');
      await viewer.waitFor({ timeout: 30_000 });
      states[file.name] = await viewer.getAttribute('data-state');
      const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: /파일 받기/ }).last().click()]);
      assertEqual(await bytesOf(download), file.bytes.toString('base64'), file.name);
      if (file.name === 'plate.dxf') await page.getByRole('button', { name: '레이어' }).click();
      if (file.name === 'part.obj') await page.getByRole('button', { name: /부품 \d+개/ }).click();
      await untouched();
      if (['plate.dxf', 'sheet.pdf', 'page.html'].includes(file.name)) await page.screenshot({ path: shot(`hostile-${file.name}-desk-light-ko.png`) });
    }
    for (const name of ['sheet.pdf', 'table.csv', 'plate.dxf', 'part.obj', 'both.png']) assertEqual(states[name], 'shown', name);
    for (const name of ['page.html', 'drawing.svg', 'sheet.xml', 'page.mhtml', 'script.js']) assertEqual(states[name], 'none', name);
    return Object.entries(states).map(([name, state]) => `${name} ${state}`).join(', ');
  });

  await check('a message hands them out likewise', async () => {
    await page.goto(`/projects/${projectId}`);
    const row = page.locator('li[data-seq]').filter({ hasText: '이상한 파일' }).filter({ hasText: 'page.html' });
    for (const name of ['page.html', 'drawing.svg', 'image.gif']) {
      await row.getByRole('button', { name: new RegExp(name) }).click();
      await page.locator('[data-viewer]:not([data-state=loading])').waitFor({ timeout: 30_000 });
      await untouched();
      await page.goBack();
      await page.locator('[data-viewer]').waitFor({ state: 'detached' });
    }
  });

  await graphic.close();
  canary.close();
}

/** Every way in which a page can bring another file in. Runs in the page. */
async function drawIn(href) {
  const add = (tag, how) => document.body.append(Object.assign(document.createElement(tag), how));
  for (const tag of ['img', 'script', 'iframe', 'embed', 'audio', 'video']) add(tag, { src: href });
  add('script', { src: href, type: 'module' });
  add('object', { data: href });
  for (const type of ['text/html', 'image/svg+xml']) add('object', { data: href, type });
  for (const rel of ['stylesheet', 'modulepreload', 'prefetch', 'icon', 'manifest']) add('link', { rel, href });
  add('iframe', { srcdoc: `<iframe src="${href}"></iframe><script src="${href}"></script>` });
  const tried = [
    () => import(href),
    () => new Worker(href),
    () => new Worker(href, { type: 'module' }),
    () => new SharedWorker(href),
    () => navigator.serviceWorker.register(href, { scope: '/' }),
    () => navigator.serviceWorker.register(href),
    () => CSS.paintWorklet?.addModule(href),
  ];
  for (const one of tried) {
    try {
      await Promise.race([one(), new Promise((wait) => setTimeout(wait, 200))]);
    } catch {
      // Refused: so it should be.
    }
  }
}

/** Uploads a file by one request; answers its id. */
function upload(page, project, { name, bytes }) {
  return page.evaluate(
    async ([project, name, text]) => {
      const base64 = (words) => btoa(String.fromCharCode(...new TextEncoder().encode(words)));
      const body = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
      const headers = {
        'Dure-Client': 'web',
        'Tus-Resumable': '1.0.0',
        'Upload-Length': `${body.length}`,
        'Upload-Metadata': `project_id ${base64(project)},filename ${base64(name)}`,
        'Content-Type': 'application/offset+octet-stream',
      };
      const answer = await fetch('/api/v1/uploads', { method: 'POST', headers, body });
      return answer.headers.get('location').split('/').at(-1);
    },
    [project, name, bytes.toString('base64')],
  );
}

async function bytesOf(download) {
  const parts = [];
  for await (const part of await download.createReadStream()) parts.push(part);
  return Buffer.concat(parts).toString('base64');
}

/** All that tells that something ran, wherever in the browser. */
function watched(context, canary) {
  const ran = new Set();
  context.on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (pathname.startsWith(RAN)) ran.add(pathname);
  });
  context.on('dialog', (dialog) => {
    ran.add(`a dialog: ${dialog.message()}`);
    return dialog.dismiss();
  });
  canary.on((name) => ran.add(`${name} reached another site`));
  return ran;
}

/** Another site on this machine, which hears what ran, and gives the files as what they are. */
async function anotherSite() {
  const heard = new Set();
  const listeners = new Set();
  let carried = [];
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, 'http://here').pathname);
    if (path.startsWith(RAN)) {
      heard.add(path.slice(RAN.length));
      for (const listener of listeners) listener(path.slice(RAN.length));
      return response.writeHead(204).end();
    }
    const file = carried.find(({ name }) => path === `/as-it-is/${name}`);
    response.writeHead(200, { 'content-type': file?.as ?? 'text/html' });
    return response.end(file?.bytes ?? '<!doctype html><title>empty</title>');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    carry: (files) => (carried = files),
    on: (listener) => listeners.add(listener),
    forget: () => heard.clear(),
    async heard(name) {
      for (let tries = 0; tries < 100 && !heard.has(name); tries += 1) await new Promise((wait) => setTimeout(wait, 50));
      return heard.has(name);
    },
    close: () => server.closeAllConnections?.() ?? server.close(),
  };
}
