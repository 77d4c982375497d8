// How fast a room with 500 messages answers on a device four times slower, against a server with the example project:
//   dure demo --data DIR; dure serve --data DIR --listen 127.0.0.1:8080; node tests/browser/speed.mjs --url http://127.0.0.1:8080
// Prints the slowest interaction of each act, to the next paint, in milliseconds. It fails nothing: other work on the
// machine counts too.
import { parseArgs } from 'node:util';
import { DESK, launch, loaded, PHONE } from './browsers.mjs';
import { call } from './cast.mjs';

const { values: flags } = parseArgs({
  options: {
    url: { type: 'string' },
    email: { type: 'string', default: 'manager@demo.example' },
    password: { type: 'string', default: 'a mill beside the zelkova tree' },
    slower: { type: 'string', default: '4' },
  },
});
const MESSAGES = 500;
const browser = await launch();

for (const [name, size] of Object.entries({ phone: PHONE, desk: DESK })) {
  const context = await browser.newContext({ ...size, baseURL: flags.url, locale: 'ko-KR' });
  await context.addInitScript(() => {
    localStorage.setItem('dure.locale', 'ko');
    window.__acts = [];
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (entry.interactionId && !/^key/.test(entry.name)) window.__acts.push(Math.round(entry.duration));
    }).observe({ type: 'event', durationThreshold: 16, buffered: true });
  });
  const page = await context.newPage();
  await page.goto('/');
  await page.locator('input[type=email]').fill(flags.email);
  await page.locator('input[type=password]').fill(flags.password);
  await page.locator('button[type=submit]').click();
  await page.locator('nav').first().waitFor();
  await call(page, 'PATCH', '/me', { locale: 'ko' });
  const { items } = await call(page, 'GET', '/projects');
  const at = `/projects/${items[0].id}`;
  for (let posted = items[0].head_seq - 100; posted < MESSAGES; posted += 1) {
    await call(page, 'POST', `${at}/messages`, { body: `${posted}: 펜스 간격은 **${850 + posted} mm**, https://example.com/${posted}` });
  }
  await page.goto(at);
  await page.locator('li[data-seq]').first().waitFor();
  for (let tries = 0; tries < 40 && (await page.locator('li[data-seq]').count()) < MESSAGES; tries += 1) {
    await page.getByRole('log').evaluate((log) => (log.scrollTop = 0));
    await page.waitForTimeout(150);
  }
  const rows = await page.locator('li[data-seq]').count();
  await page.getByRole('log').evaluate((log) => (log.scrollTop = log.scrollHeight));
  const devtools = await context.newCDPSession(page);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: Number(flags.slower) });

  const measure = async (what, act) => {
    await page.waitForTimeout(1000);
    await page.evaluate(() => (window.__acts = []));
    await act();
    await page.waitForTimeout(1500);
    console.log(`  ${name} ${what}: ${Math.max(0, ...(await page.evaluate(() => window.__acts)))} ms`);
  };
  const link = (to) => () => page.getByRole('navigation').getByRole('link', { name: to, exact: true }).click();
  const last = page.locator('li[data-seq][tabindex]').last();
  console.log(`${name}: ${rows} rows on the screen, ${flags.slower} times slower`);
  await measure('open the acts of a message', async () => {
    await last.hover();
    await last.getByRole('button', { name: /할 일/ }).click();
  });
  await measure('close them', () => page.getByRole('dialog').getByRole('button', { name: '닫기' }).click());
  await measure('go to the plan', link('계획'));
  await measure('back to the room', link('룸'));
  await measure('go to the people', link('참여자'));
  await measure('back to the room', link('룸'));
  await measure('answer a message', async () => {
    await last.hover();
    await last.getByRole('button', { name: /답글/ }).click();
  });
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: 1 });
  await page.goto('/projects');
  await loaded(page);
  await context.close();
}
await browser.close();
