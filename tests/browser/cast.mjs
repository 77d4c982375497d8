// What the people of the story do on their screens.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assert } from './checks.mjs';

export const PASSWORD = '느티나무 아래 세 번째 벤치';

export async function firstRun(page) {
  await page.goto('/');
  await page.getByLabel('클러스터 이름').fill('서남 자동차부품 가치사슬');
  await page.getByLabel('코디네이터 사무국 이름').fill('서남권 협력지원센터');
  await page.getByLabel('내 이름').fill('한지원');
  await page.getByLabel('내 이메일').fill('coordinator@dure.test');
  await page.getByLabel('비밀번호', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: '시작하기' }).click();
  await page.getByRole('heading', { name: '홈' }).waitFor();
}

/** Invites a firm by the screen and returns the link that the screen gives. */
export async function inviteFirm(page, { name, kind, email }) {
  await page.goto('/firms');
  await page.getByRole('link', { name: /가치사슬/ }).click();
  await page.getByRole('button', { name: '기업 초대' }).click();
  const sheet = page.getByRole('dialog');
  await sheet.getByLabel('기업 이름').fill(name);
  await sheet.getByLabel(kind, { exact: true }).check();
  await sheet.getByLabel('첫 관리자의 이메일').fill(email);
  await sheet.getByRole('button', { name: '초대 보내기' }).click();
  return linkOf(sheet);
}

export async function invitePerson(page, { name, email, department }) {
  await page.goto('/firms');
  await page.getByRole('link', { name: /부서와 구성원/ }).click();
  await page.getByRole('button', { name: '구성원 초대' }).click();
  const sheet = page.getByRole('dialog');
  await sheet.getByLabel('이름', { exact: true }).fill(name);
  await sheet.getByLabel('이메일').fill(email);
  if (department) await sheet.getByLabel(department).check();
  await sheet.getByRole('button', { name: '초대 보내기' }).click();
  return linkOf(sheet);
}

async function linkOf(sheet) {
  await sheet.getByRole('button', { name: /링크 복사/ }).click();
  const field = sheet.getByLabel('초대 링크', { exact: true });
  await field.waitFor();
  const link = await field.inputValue();
  await sheet.getByRole('button', { name: '완료' }).click();
  return link;
}

/** Accepts in a browser of one's own; the token may go to the invitation's own operations and nowhere else. */
export async function accept(page, link, name) {
  const { hash, pathname } = new URL(link);
  const token = hash.slice(1);
  assert(pathname === '/invite' && token.length >= 16, `not an invitation link: ${link}`);
  const leaks = [];
  const watch = (request) => {
    const rest = request.url().replace(`/api/v1/invitations/${token}`, '');
    if (rest.includes(token) || (request.headers().referer ?? '').includes(token)) leaks.push(request.url());
  };
  page.on('request', watch);
  await page.goto(pathname + hash);
  await page.getByLabel('이름', { exact: true }).fill(name);
  await page.getByLabel('새 비밀번호').fill(PASSWORD);
  await page.getByRole('button', { name: '수락하고 계정 만들기' }).click();
  await page.getByRole('heading', { name: '홈' }).waitFor();
  page.off('request', watch);
  assert(leaks.length === 0, `the token was sent to ${leaks.join(', ')}`);
  assert(!page.url().includes(token), 'the token still stands in the address bar');
}

export async function confirmFirm(page, name) {
  await page.goto('/');
  const waiting = page.getByRole('region', { name: '나를 기다리는 것' });
  await waiting.getByRole('link', { name: new RegExp(name) }).click();
  await page.getByRole('button', { name: `${name}: 참여 확인` }).click();
  await page.getByRole('listitem').filter({ hasText: name }).getByText('확인됨').waitFor();
}

export async function addSupplyLink(page, { supplier, customer, goods }) {
  await page.goto('/firms');
  await page.getByRole('link', { name: /가치사슬/ }).click();
  await page.getByRole('button', { name: '공급 관계 추가' }).click();
  const sheet = page.getByRole('dialog');
  await sheet.getByLabel('공급하는 기업').selectOption({ label: supplier });
  await sheet.getByLabel('공급받는 기업').selectOption({ label: customer });
  await sheet.getByLabel('품목').fill(goods);
  await sheet.getByRole('button', { name: '공급 관계 등록' }).click();
  await sheet.waitFor({ state: 'detached' });
  await page.getByRole('listitem').filter({ hasText: goods }).getByText(`${supplier} → ${customer}`).waitFor();
}

/** Returns the cluster's id. */
export async function foundCluster(page, name) {
  await page.goto('/firms');
  await page.getByRole('button', { name: '클러스터 만들기' }).click();
  const sheet = page.getByRole('dialog');
  await sheet.getByLabel('클러스터 이름').fill(name);
  await sheet.getByRole('button', { name: '클러스터 만들기' }).click();
  await page.getByRole('heading', { name }).waitFor();
  return new URL(page.url()).pathname.split('/')[2];
}

/** Opens the own firm's data in a sheet. */
export async function editFirm(page) {
  await page.goto('/firms');
  await page.getByRole('link', { name: /부서와 구성원/ }).click();
  await page.getByRole('button', { name: '기업 정보 편집' }).click();
  const sheet = page.getByRole('dialog');
  await sheet.locator('input:not([readonly])').first().waitFor();
  return sheet;
}

/** A call of the page's own person, for what has no screen. */
export function call(page, method, path, body) {
  return page.evaluate(
    async ([method, path, body]) => {
      const headers = { 'Dure-Client': 'web', ...(body ? { 'Content-Type': 'application/json' } : {}) };
      const answer = await fetch(`/api/v1${path}`, { method, headers, body: body && JSON.stringify(body) });
      return answer.json();
    },
    [method, path, body],
  );
}

/** The link to a new password in the newest mail to an address. */
export async function resetLink(folder, email) {
  for (let tries = 0; tries < 100; tries += 1) {
    for (const name of readdirSync(folder).filter((each) => each.endsWith('.eml'))) {
      const [head, body] = readFileSync(join(folder, name), 'utf8').split('\r\n\r\n');
      const text = /base64/i.test(head) ? Buffer.from(body, 'base64').toString() : body.replaceAll('=\r\n', '');
      const link = /\S+\/reset#\S+/.exec(text)?.[0];
      if (link && head.includes(`To: ${email}`)) return link.replaceAll('=3D', '=');
    }
    await new Promise((wait) => setTimeout(wait, 50));
  }
  throw new Error(`no mail to ${email}`);
}

export async function createDepartment(page, name) {
  await page.goto('/firms');
  await page.getByRole('link', { name: /부서와 구성원/ }).click();
  await page.getByLabel('새 부서 이름').fill(name);
  await page.getByRole('button', { name: '부서 추가' }).click();
  await page.getByRole('listitem').filter({ hasText: name }).waitFor();
}

/** Returns the project's id. */
export async function createProject(page, { code, name, customer, supplier }) {
  await page.goto('/projects/new');
  await page.getByLabel('코드').fill(code);
  await page.getByLabel('이름', { exact: true }).fill(name);
  await page.getByLabel('개요').fill('설계, 제작, 시운전까지 한 룸에서 진행한다.');
  await page.getByLabel('고객 기업').selectOption({ label: customer });
  await page.getByRole('checkbox', { name: supplier }).check();
  await page.getByLabel('시작일').fill('2026-12-01');
  await page.getByLabel('종료일').fill('2027-06-30');
  await page.getByRole('button', { name: '프로젝트 만들기' }).click();
  await page.waitForURL(/\/projects\/[0-9a-f-]{36}$/);
  return new URL(page.url()).pathname.split('/')[2];
}

export async function addParty(page, projectId, { firm, department }) {
  await page.goto(`/projects/${projectId}/people`);
  await page.getByRole('button', { name: '더 보기' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '참여 부서 추가' }).click();
  const sheet = page.getByRole('dialog', { name: '참여 부서 추가' });
  await sheet.getByLabel('기업', { exact: true }).selectOption({ label: firm });
  await sheet.getByLabel('부서', { exact: true }).selectOption({ label: department });
  await sheet.getByRole('button', { name: '프로젝트에 추가' }).click();
  await sheet.waitFor({ state: 'detached' });
}

export async function addMember(page, projectId, { firm, name, role }) {
  await page.goto(`/projects/${projectId}/people`);
  await page.getByRole('button', { name: '참여자 추가' }).click();
  const sheet = page.getByRole('dialog');
  await sheet.getByLabel('기업', { exact: true }).selectOption({ label: firm });
  await sheet.getByLabel('구성원', { exact: true }).selectOption({ label: name });
  await sheet.getByRole('radio', { name: role }).check();
  await sheet.getByRole('button', { name: '프로젝트에 추가' }).click();
  await sheet.waitFor({ state: 'detached' });
  await page.getByRole('main').or(page.locator('#root')).getByText(name).first().waitFor();
}

export async function changeRole(page, projectId, name, role) {
  await page.goto(`/projects/${projectId}/people`);
  await page.getByRole('button', { name: new RegExp(name) }).click();
  const sheet = page.getByRole('dialog');
  await sheet.getByRole('radio', { name: role }).check();
  await sheet.getByRole('button', { name: '역할 바꾸기' }).click();
  await sheet.waitFor({ state: 'detached' });
}

export async function removeMember(page, projectId, name) {
  await page.goto(`/projects/${projectId}/people`);
  await page.getByRole('button', { name: new RegExp(name) }).click();
  const sheet = page.getByRole('dialog');
  await sheet.getByRole('button', { name: '프로젝트에서 빼기' }).click();
  await sheet.getByRole('button', { name: `${name} 님 빼기` }).click();
  await sheet.waitFor({ state: 'detached' });
}

/** Plans a meeting; answers its id. */
export async function planMeeting(page, projectId, { title, agenda }) {
  await page.goto(`/projects/${projectId}/meetings`);
  await page.getByRole('button', { name: '회의 잡기' }).click();
  await page.getByLabel('제목').fill(title);
  await page.getByLabel('안건').fill(agenda);
  await page.getByRole('button', { name: '회의 잡고 초대 보내기' }).click();
  await page.getByRole('button', { name: '회의 시작' }).waitFor();
  return page.url().split('/').at(-1);
}

/** Writes something down in the meeting on the screen. */
export async function noteInMeeting(page, { kind, title, act }) {
  await page.getByRole('button', { name: kind, exact: true }).click();
  await page.getByLabel('한 줄 제목').fill(title);
  await page.getByRole('button', { name: act }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
}

/** Asks a person a question in the plan of the project. */
export async function ask(page, projectId, { question, person }) {
  await page.goto(`/projects/${projectId}/plan`);
  await page.getByRole('button', { name: '질의·조치 추가' }).click();
  const sheet = page.getByRole('dialog');
  await sheet.getByLabel('한 줄 제목').fill(question);
  await sheet.getByLabel('답변할 부서·사람').selectOption({ label: person });
  await sheet.getByRole('button', { name: '질의 보내기' }).click();
  await sheet.waitFor({ state: 'detached' });
}

export async function openRoom(page, projectId) {
  await page.goto(`/projects/${projectId}`);
  await page.getByText(/명 접속 중|실시간 연결됨/).first().waitFor();
}

/** Writes and presses send; returns when that was, in milliseconds. */
export async function say(page, words) {
  await page.getByLabel('글 쓰기').fill(words);
  await page.evaluate(() => {
    addEventListener('click', () => (window.__sentAt = Date.now()), { capture: true, once: true });
  });
  await page.getByRole('button', { name: '보내기', exact: true }).click();
  return page.evaluate(() => window.__sentAt);
}

/** Resolves with the time at which these words stand in the record on this screen. */
export async function appears(page, words) {
  return page.evaluate(
    (text) =>
      new Promise((resolve, reject) => {
        const there = () =>
          [...document.querySelectorAll('li[data-seq]')].some((row) => row.textContent.includes(text));
        if (there()) return resolve(Date.now());
        const timer = setTimeout(() => reject(new Error(`"${text}" did not appear within 15 s`)), 15_000);
        const watch = new MutationObserver(() => {
          if (!there()) return;
          watch.disconnect();
          clearTimeout(timer);
          resolve(Date.now());
        });
        watch.observe(document.body, { childList: true, subtree: true, characterData: true, attributes: true });
      }),
    words,
  );
}

/** The messages as they stand on the screen, with how often each. */
export async function wordsOnScreen(page) {
  return page.evaluate(() =>
    [...document.querySelectorAll('li[id^="row-"]')].map((row) => ({
      words: row.querySelector('[class*="body"]').textContent,
      seq: row.dataset.seq ? Number(row.dataset.seq) : undefined,
      unsent: row.dataset.unsent,
    })),
  );
}
