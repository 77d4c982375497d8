// The states of every screen beside its content, as pictures: while it loads, empty, failed, without a network (with what
// is kept and with nothing kept), not for the reader. On a phone in the light in Korean, on a desk in the dark in Spanish.
import { assert, check } from './checks.mjs';
import { axeFindings, DESK, loaded, missingLetters, PHONE, settle } from './browsers.mjs';

const LOOKS = [
  { tag: 'phone-light-ko', size: PHONE, colorScheme: 'light', locale: 'ko' },
  { tag: 'desk-dark-es', size: DESK, colorScheme: 'dark', locale: 'es' },
];
/** Who is signed in, and whether anybody may; without these there is no screen at all. */
const DOOR = /\/api\/v1\/(me|setup|sessions(\/refresh)?|live-tickets|limits)$/;
const PLANNED = ['milestones', 'actions', 'questions', 'decisions', 'ideas'];

export async function lookAtStates({ browser, url, shot, cookies, speakAs, projectId, clusterId, firmId }) {
  const screens = {
    home: '/',
    'my-turn': '/turn',
    projects: '/projects',
    'create-project': '/projects/new',
    room: `/projects/${projectId}`,
    plan: `/projects/${projectId}/plan`,
    approvals: `/projects/${projectId}/approvals`,
    people: `/projects/${projectId}/people`,
    search: `/projects/${projectId}/search`,
    firms: '/firms',
    cluster: `/clusters/${clusterId}`,
    firm: `/firms/${firmId}`,
    me: '/me',
  };
  const guarded = ['create-project', 'room', 'plan', 'approvals', 'people', 'search', 'cluster', 'firm'];
  const findings = [];
  let pictures = 0;

  for (const { tag, size, colorScheme, locale } of LOOKS) {
    const open = async (kept) => {
      const context = await browser.newContext({ ...size, baseURL: url, colorScheme, locale, serviceWorkers: kept ? 'allow' : 'block' });
      await context.addInitScript((language) => localStorage.setItem('dure.locale', language), locale);
      await context.addCookies(cookies);
      return context;
    };
    const see = async (page, name) => {
      await settle(page);
      await page.screenshot({ path: shot(`${name}-${tag}.png`) });
      pictures += 1;
      for (const found of await axeFindings(page)) findings.push(`${name} ${tag}: ${found}`);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (wide > 0) findings.push(`${name} ${tag}: ${wide} px wider than the screen`);
      const missing = await missingLetters(page);
      if (missing) findings.push(`${name} ${tag}: boxes for ${missing}`);
      const blank = await page.evaluate(() => document.querySelector('#root').innerText.trim().length < 8);
      if (blank) findings.push(`${name} ${tag}: says nothing`);
    };
    /** Every screen at once under the same answers, each in a tab of its own. */
    const under = async (state, names, answer) => {
      const context = await open(false);
      await context.route('**/api/v1/**', (route) => (DOOR.test(new URL(route.request().url()).pathname) ? route.continue() : answer(route)));
      const pages = await Promise.all(
        names.map(async (name) => {
          const page = await context.newPage();
          await page.goto(screens[name]);
          return [name, page];
        }),
      );
      for (const [name, page] of pages) {
        await page.bringToFront();
        if (state === 'loading') await page.locator('[data-loading]').first().waitFor();
        else await loaded(page);
        await see(page, `${name}-${state}`);
      }
      await context.close();
    };
    await speakAs(browser, url, cookies, locale);
    const first = await open(true);
    const page = await first.newPage();
    const all = Object.keys(screens);
    await under('loading', all.filter((name) => !['me', 'search'].includes(name)), () => {});
    await under('error', all.filter((name) => !['search'].includes(name)), (route) => route.fulfill(problem(503, 'overloaded', locale)));
    await under('no-permission', guarded, (route) => route.fulfill(problem(route.request().url().includes('/projects/') ? 404 : 403, 'forbidden', locale)));
    await under('empty', all.filter((name) => !['me'].includes(name)), emptied);

    // What was seen with a network is there without one.
    for (const path of Object.values(screens)) {
      await page.goto(path);
      await loaded(page);
    }
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await first.setOffline(true);
    for (const [name, path] of Object.entries(screens)) {
      await page.goto(path);
      await loaded(page);
      await see(page, `${name}-offline`);
    }
    await first.close();

    const bare = await open(true);
    await bare.route('**/api/v1/**', (route) => (DOOR.test(new URL(route.request().url()).pathname) ? route.continue() : route.abort()));
    const tab = await bare.newPage();
    await tab.goto('/nowhere');
    await tab.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await tab.waitForTimeout(500);
    await bare.setOffline(true);
    for (const [name, path] of Object.entries(screens)) {
      await tab.goto(path);
      await loaded(tab);
      await see(tab, `${name}-offline-nothing-kept`);
    }
    await bare.close();
  }
  await check('every screen is looked at while it loads, empty, failed, offline and not for the reader', () => {
    assert(pictures >= 100, `only ${pictures} pictures`);
    assert(findings.length === 0, `${findings.length} findings\n${[...new Set(findings)].join('\n')}`);
    return `${pictures} pictures`;
  });
}

const TITLES = {
  ko: { 503: '서버가 지금 바쁩니다', 403: '권한이 없습니다', 404: '찾을 수 없습니다' },
  es: { 503: 'El servidor está ocupado', 403: 'Sin permiso', 404: 'No se encontró' },
};

function problem(status, code, locale) {
  const body = { type: 'about:blank', title: TITLES[locale][status], status, detail: '', code, request_id: '019a-0000' };
  return { status, contentType: 'application/problem+json', body: JSON.stringify(body) };
}

/** Lists without anything in them, and a project in which nothing has happened yet. */
async function emptied(route) {
  // The clusters stay: by them a screen knows which act fills it.
  if (route.request().method() !== 'GET' || new URL(route.request().url()).pathname.endsWith('/clusters')) return route.continue();
  const answer = await route.fetch();
  const found = await answer.json();
  if (found.items) found.items = [];
  delete found.next;
  if (found.as_of_seq) for (const list of ['messages', 'approvals', ...PLANNED]) found[list] = [];
  return route.fulfill({ response: answer, json: found });
}
