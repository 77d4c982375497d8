// Passkeys on a phone and a desk, with a device that the browser plays: added, signed in with, a decision and a charter signed.
//   dure demo --data DIR; dure serve --data DIR --listen 127.0.0.1:0; node story-passkeys.mjs --url http://localhost:PORT [--shots FOLDER]
// The address is a name: a number has no passkeys.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { axeFindings, DESK, folder, launch, loaded, openBrowser, PHONE, settle } from './browsers.mjs';
import { call } from './cast.mjs';
import { assert, assertEqual, check, finish, onFailure } from './checks.mjs';

const { values: flags } = parseArgs({ options: { url: { type: 'string' }, shots: { type: 'string' } } });
const shot = folder(flags.shots ?? mkdtempSync(join(tmpdir(), 'dure-passkeys-')));
const PASSWORD = 'a mill beside the zelkova tree';
const MOST_TAPS = 6;
const complaints = [];
const browser = await launch();

/** Somebody's browser on a device that has passkeys, signed in by password. */
async function person(name, size, email) {
  const one = await openBrowser(browser, { url: flags.url, size, locale: 'ko-KR', timeZone: 'Asia/Seoul', complaints, name });
  await one.context.addInitScript(() => localStorage.setItem('dure.locale', localStorage.getItem('dure.locale') ?? 'ko'));
  const devtools = await one.context.newCDPSession(one.page);
  await devtools.send('WebAuthn.enable');
  const options = { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true };
  const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', { options });
  await one.page.goto('/');
  await one.page.getByLabel('이메일').fill(email);
  await one.page.getByLabel('비밀번호', { exact: true }).fill(PASSWORD);
  await one.page.getByRole('button', { name: '로그인', exact: true }).click();
  await one.page.locator('nav').first().waitFor();
  await call(one.page, 'PATCH', '/me', { locale: 'ko' });
  await one.page.goto('/');
  await one.page.getByRole('heading', { name: '홈' }).waitFor();
  const verifies = (isUserVerified) => devtools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified });
  return { ...one, verifies };
}

async function addPasskey(page) {
  await page.goto('/me');
  await page.getByRole('button', { name: '패스키 추가' }).click();
  const sheet = page.getByRole('dialog', { name: '패스키 추가' });
  await sheet.getByLabel('지금 비밀번호').fill(PASSWORD);
  await sheet.getByRole('button', { name: '패스키 만들기' }).click();
  await sheet.waitFor({ state: 'detached' });
  await page.getByText('아직 쓰지 않음').waitFor();
}

/** The screen in both schemes, with what axe finds. */
async function look(page, name) {
  for (const scheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme: scheme });
    await settle(page);
    await page.screenshot({ path: shot(`${name}-${scheme}-ko.png`) });
    assertEqual(await axeFindings(page), [], `${name} ${scheme}`);
  }
  await page.emulateMedia({ colorScheme: 'light' });
}

const phone = await person('phone', PHONE, 'marketing@demo.example');
const desk = await person('desk', DESK, 'manager@demo.example');
onFailure(async (count) => {
  for (const { page, name } of [phone, desk]) await page.screenshot({ path: shot(`failure-${count}-${name}.png`) });
});

await check('a passkey is added on the phone, by the password', async () => {
  const { page } = phone;
  await page.goto('/me');
  await page.getByRole('button', { name: '패스키 추가' }).tap();
  const sheet = page.getByRole('dialog', { name: '패스키 추가' });
  await sheet.getByLabel('지금 비밀번호').fill('wrong');
  await look(page, 'passkey-add-phone');
  await sheet.getByRole('button', { name: '패스키 만들기' }).tap();
  await sheet.getByText('현재 비밀번호가 맞지 않습니다').waitFor();
  await addPasskey(page);
  await page.getByRole('region', { name: '패스키' }).scrollIntoViewIfNeeded();
  await look(page, 'passkeys-phone');
});

await check('it signs in, without an address', async () => {
  const { page } = phone;
  await page.getByRole('button', { name: '이 기기에서 로그아웃' }).tap();
  const signIn = page.getByRole('button', { name: '패스키로 로그인' });
  await signIn.waitFor();
  await page.evaluate(() => (window.__shift = 0));
  await page.reload();
  await signIn.waitFor();
  await look(page, 'sign-in-phone');
  const shift = await page.evaluate(() => window.__shift);
  assert(shift < 0.05, `the sign-in moves by ${shift}`);
  await phone.verifies(false);
  await signIn.tap();
  await page.getByText('패스키 확인을 마치지 않았습니다').waitFor();
  await look(page, 'sign-in-refused-phone');
  await phone.verifies(true);
  await signIn.tap();
  await page.getByRole('heading', { name: '홈' }).waitFor();
});

await check(`a decision is signed by it on the phone, in at most ${MOST_TAPS} taps`, async () => {
  const { page } = phone;
  await page.goto('/turn');
  let taps = 0;
  const tap = async (what) => {
    await what.tap();
    taps += 1;
  };
  const [turn] = (await call(page, 'GET', '/me/approvals')).items;
  await tap(page.locator(`a[href*="${turn.approval_id}"]`).first());
  await tap(page.getByRole('button', { name: '결재하기' }));
  const sheet = page.getByRole('dialog');
  // An open comment that has to be settled first rules the clean code out.
  await tap(sheet.getByRole('button', { name: /^B1/ }));
  await tap(sheet.getByLabel('사유'));
  await page.keyboard.insertText('손잡이 모서리를 다듬어 주십시오.');
  const clause = sheet.getByRole('checkbox');
  if (await clause.count()) await tap(clause.first());
  await sheet.getByText('패스키로 서명합니다').scrollIntoViewIfNeeded();
  await look(page, 'passkey-decide-phone');
  await sheet.getByRole('button', { name: '비밀번호로 서명하기' }).tap();
  await sheet.getByLabel('비밀번호로 서명').waitFor();
  await look(page, 'passkey-decide-password-phone');
  await sheet.getByRole('button', { name: '패스키로 서명하기' }).tap();
  await tap(sheet.getByRole('button', { name: 'B1 결정하고 서명' }));
  await page.getByText('서명했습니다 · B1').waitFor();
  assert(taps <= MOST_TAPS, `${taps} taps`);
  const { steps } = await call(page, 'GET', `/approvals/${turn.approval_id}`);
  const signatures = steps.flatMap(({ seats }) => seats).map(({ response }) => response?.signature?.method);
  assert(signatures.includes('passkey'), `signed by ${signatures.join()}`);
  await page.getByText(/· 패스키$/).first().scrollIntoViewIfNeeded();
  await look(page, 'passkey-decided-phone');
  return `${taps} taps`;
});

await check('a charter is signed by it on a desk, once, also when the answer got lost on its way', async () => {
  const { page } = desk;
  await addPasskey(page);
  await look(page, 'passkeys-desk');
  const [project] = (await call(page, 'GET', '/projects')).items;
  const { items } = await call(page, 'GET', `/projects/${project.id}/charters`);
  await call(page, 'POST', `/projects/${project.id}/charters`, { terms: items[0].terms, note: '기한은 그대로 둡니다.' });
  await page.goto('/turn');
  const turn = page.getByRole('link', { name: /협업 헌장 제2판/ });
  await turn.waitFor();
  await look(page, 'charter-turn-desk');
  await page.setViewportSize(PHONE.viewport);
  await look(page, 'charter-turn-phone');
  await page.setViewportSize(DESK.viewport);
  await turn.click();
  await page.getByRole('button', { name: /서명/ }).first().click();
  const sheet = page.getByRole('dialog');
  await sheet.getByText('패스키로 서명합니다').waitFor();
  await look(page, 'passkey-charter-desk');
  const lose = async (route) => {
    await route.fetch();
    await route.abort();
  };
  await page.route(/\/signatures$/, lose, { times: 1 });
  await sheet.locator('button[type=submit]').click();
  await sheet.getByRole('alert').getByText('서버에 연결할 수 없습니다').waitFor();
  await sheet.locator('button[type=submit]').click();
  await sheet.waitFor({ state: 'detached' });
  await page.getByText(/· 패스키$/).first().waitFor();
  await page.goto('/turn');
  await page.getByRole('heading', { name: '내 차례' }).waitFor();
  await loaded(page);
  assertEqual(await turn.count(), 0, 'turns for what is signed');
});

await check('one is renamed and removed, and the password goes on', async () => {
  const { page } = desk;
  await page.goto('/me');
  await page.getByRole('button', { name: /: 바꾸기/ }).click();
  const sheet = page.getByRole('dialog');
  await sheet.getByLabel('이름').fill('사무실 PC');
  await look(page, 'passkey-change-desk');
  await sheet.getByRole('button', { name: '이름 저장' }).click();
  await sheet.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: /사무실 PC: 바꾸기/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: '패스키 지우기' }).click();
  await page.getByText('사무실 PC').first().waitFor({ state: 'detached' });
  await loaded(page);
});

await check('at a number there is none to offer', async () => {
  const url = flags.url.replace('localhost', '127.0.0.1');
  const { page, context } = await openBrowser(browser, { url, size: PHONE, locale: 'ko-KR', timeZone: 'Asia/Seoul', complaints, name: 'number' });
  await page.goto('/');
  await page.getByRole('button', { name: '로그인', exact: true }).waitFor();
  assertEqual(await page.getByRole('button', { name: '패스키로 로그인' }).count(), 0, 'offers');
  await context.close();
});

await check('no page complained', () => assertEqual(complaints, [], 'complaints'));
await browser.close();
process.exitCode = finish('passkeys');
