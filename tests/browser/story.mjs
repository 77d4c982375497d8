// The story of the thin path in real browsers against a running server on an empty data folder:
//   node tests/browser/story.mjs --url http://127.0.0.1:8080 --mail DATA/mail [--shots FOLDER] [--no-look]
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { DESK, folder, launch, openBrowser, PHONE } from './browsers.mjs';
import * as cast from './cast.mjs';
import { assert, assertEqual, check, finish, onFailure, percentile } from './checks.mjs';
import { databases, keptRoom, serverSnapshot } from './indexed-db.mjs';
import { look } from './look.mjs';
import { approvalsStory } from './story-approvals.mjs';
import { clocksStory } from './story-clocks.mjs';
import { designsStory } from './story-designs.mjs';
import { planStory } from './story-plan.mjs';

const { values: flags } = parseArgs({
  options: { url: { type: 'string' }, mail: { type: 'string' }, shots: { type: 'string' }, look: { type: 'boolean', default: true } },
  allowNegative: true,
});
if (!flags.url || !flags.mail) throw new Error('say which server and where its mails are: --url http://127.0.0.1:PORT --mail DATA/mail');
const url = flags.url.replace(/\/$/, '');
const shots = flags.shots ?? mkdtempSync(join(tmpdir(), 'dure-story-'));
const shot = folder(shots);

const CUSTOMER = { firm: '대한모터스', name: '이서연', email: 'quality@daehan.test' };
const SUPPLIER = { firm: '한빛정밀', name: '김민수', email: 'kim@hanbit.test' };
const DEPARTMENT = '품질보증부';
const TALK = 24;
const SLOWEST_P95_MS = 300;

const complaints = [];
const browser = await launch();
const person = (name, size) =>
  openBrowser(browser, { url, size, locale: 'ko-KR', timeZone: 'Asia/Seoul', complaints, name });
const desk = await person('coordinator', DESK);
const office = await person('customer', DESK);
const phone = await person('supplier', PHONE);
const everyone = [desk, office, phone];
onFailure(async (count) => {
  for (const { page, name } of everyone) await page.screenshot({ path: shot(`failure-${count}-${name}.png`) });
});
let projectId = '';
let spare;

await check('the coordinator makes the first account', () => cast.firstRun(desk.page));

await check('a customer and a supplier are invited and accept in their own browsers', async () => {
  const customer = await cast.inviteFirm(desk.page, { name: CUSTOMER.firm, kind: '고객', email: CUSTOMER.email });
  const supplier = await cast.inviteFirm(desk.page, { name: SUPPLIER.firm, kind: '공급', email: SUPPLIER.email });
  spare = await cast.inviteFirm(desk.page, { name: '세종오토메이션', kind: '공급', email: 'sejong@dure.test' });
  await cast.accept(office.page, customer, CUSTOMER.name);
  await cast.accept(phone.page, supplier, SUPPLIER.name);
});

await check('the coordinator sees whose turn it is and confirms both', async () => {
  await desk.page.goto('/');
  await desk.page.getByText('내 차례').first().waitFor();
  await cast.confirmFirm(desk.page, CUSTOMER.firm);
  await cast.confirmFirm(desk.page, SUPPLIER.firm);
});

await check('the coordinator writes down who supplies whom, and the supplier sees it', async () => {
  const link = { supplier: SUPPLIER.firm, customer: CUSTOMER.firm, goods: '차체 프레스 금형' };
  await cast.addSupplyLink(desk.page, link);
  await phone.page.goto('/firms');
  await phone.page.getByRole('link', { name: /가치사슬/ }).click();
  await phone.page.getByRole('listitem').filter({ hasText: link.goods }).waitFor();
});

await check("a firm's data is changed on what was seen, not over a colleague's change", async () => {
  const sheet = await cast.editFirm(desk.page);
  const { firm_id } = await cast.call(desk.page, 'GET', '/me');
  await cast.call(desk.page, 'PATCH', `/firms/${firm_id}`, { business_number: '124-81-00998' });
  await sheet.getByLabel('기업 이름').fill('서남권 협력지원센터 본부');
  await sheet.getByRole('button', { name: '기업 정보 저장' }).click();
  await sheet.getByText('그 사이에 바뀌었습니다').waitFor();
  await desk.page.screenshot({ path: shot('changed-meanwhile-desk-light-ko.png') });
  await sheet.getByRole('button', { name: '지금 내용 보기' }).click();
  await desk.page.waitForFunction(() => document.querySelector('[role=dialog] [inputmode=numeric]')?.value === '124-81-00998');
  await sheet.getByLabel('기업 이름').fill('서남권 협력지원센터 본부');
  await sheet.getByRole('button', { name: '기업 정보 저장' }).click();
  await sheet.waitFor({ state: 'detached' });
  await desk.page.getByRole('heading', { name: '서남권 협력지원센터 본부' }).waitFor();
});

await check('the customer makes a department', () => cast.createDepartment(office.page, DEPARTMENT));

await check('a project is made', async () => {
  projectId = await cast.createProject(desk.page, {
    code: 'LINE-7',
    name: '몬테레이 차체 프레스 라인 자동화',
    customer: CUSTOMER.firm,
    supplier: SUPPLIER.firm,
  });
});

await check('a department and two people of two firms join it', async () => {
  await cast.addParty(desk.page, projectId, { firm: CUSTOMER.firm, department: DEPARTMENT });
  await cast.addMember(desk.page, projectId, { ...CUSTOMER, role: '승인자' });
  await cast.addMember(desk.page, projectId, { ...SUPPLIER, role: '기여자' });
});

await check('all open the room and see each other there', async () => {
  for (const each of everyone) await cast.openRoom(each.page, projectId);
  for (const each of everyone) await each.page.getByText('3명 접속 중').waitFor();
});

await check(`two people of two firms talk; p95 from send to the other screen is at most ${SLOWEST_P95_MS} ms`, async () => {
  const waits = [];
  for (let at = 0; at < TALK; at += 1) {
    const [from, to] = at % 2 ? [office, phone] : [phone, office];
    const words = `${at + 1}번째 말: 펜스 간격 ${850 + at} mm`;
    const arrival = cast.appears(to.page, words);
    const sent = await cast.say(from.page, words);
    waits.push((await arrival) - sent);
  }
  const p95 = percentile(waits, 0.95);
  assert(p95 <= SLOWEST_P95_MS, `p95 is ${p95} ms: ${waits.join(' ')}`);
  return `p50 ${percentile(waits, 0.5)} ms, p95 ${p95} ms over ${waits.length} messages`;
});

await check('who is writing is shown to the others', async () => {
  // Typing is told every few seconds at most, and the talk has just used that up.
  await phone.page.waitForTimeout(3000);
  await phone.page.getByLabel('글 쓰기').pressSequentially('쓰다가');
  await office.page.getByText(`${SUPPLIER.name} 님이 쓰는 중`).waitFor();
  await phone.page.getByLabel('글 쓰기').fill('');
});

const unsentOn = (page) => page.locator('li[data-unsent]');
const written = ['오프라인에서 쓴 첫째', '오프라인에서 쓴 둘째', '오프라인에서 쓴 셋째'];
const meanwhile = ['그동안 사무실에서 쓴 하나', '그동안 사무실에서 쓴 둘'];

await check('one loses the network half way and keeps writing', async () => {
  await phone.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await phone.context.setOffline(true);
  for (const words of written) await cast.say(phone.page, words);
  await phone.page.getByText('오프라인 · 3개 전송 대기').waitFor();
  assert((await unsentOn(phone.page).count()) === 3, 'not three unsent');
  assert((await phone.page.getByText('아직 전송되지 않음').count()) === 3, 'unsent words do not say so');
  await phone.page.screenshot({ path: shot('unsent-phone-light-ko.png') });
  for (const words of meanwhile) {
    const arrival = cast.appears(desk.page, words);
    await cast.say(office.page, words);
    await arrival;
  }
});

await check('a reload without a network keeps the room and the unsent', async () => {
  await phone.page.reload();
  await phone.page.getByText('오프라인 · 3개 전송 대기').waitFor();
  await unsentOn(phone.page).first().waitFor();
  assert((await unsentOn(phone.page).count()) === 3, 'not three unsent after the reload');
  await phone.page.getByText(/^24번째 말/).waitFor();
});

await check('home and projects open without a network', async () => {
  await phone.page.getByRole('link', { name: '프로젝트' }).click();
  await phone.page.getByRole('link', { name: /LINE-7/ }).waitFor();
  await phone.page.getByRole('link', { name: '홈' }).click();
  await phone.page.getByRole('link', { name: /LINE-7/ }).click();
  await unsentOn(phone.page).first().waitFor();
});

await check('back on the network everything arrives once and in order, on every screen', async () => {
  await phone.context.setOffline(false);
  for (const each of everyone) {
    for (const words of [...meanwhile, ...written]) await cast.appears(each.page, words);
  }
  const order = [];
  for (const { page, name } of everyone) {
    const rows = await cast.wordsOnScreen(page);
    assert(rows.every((row) => row.unsent === undefined), `${name} still shows something unsent`);
    const words = rows.map((row) => row.words);
    assert(new Set(words).size === words.length, `${name} shows something twice`);
    const seqs = rows.map((row) => row.seq);
    assert(seqs.every((seq, at) => at === 0 || seq > seqs[at - 1]), `${name} shows the record out of order`);
    assertEqual(words.filter((each) => written.includes(each)), written, `${name} has the unsent in another order`);
    order.push(words.slice(-10));
  }
  assertEqual(order[1], order[0], 'two screens differ');
  assertEqual(order[2], order[0], 'two screens differ');
});

await check('a message for certain parties shows the others only that it is there', async () => {
  await desk.page.getByRole('button', { name: /모든 참여자에게/ }).click();
  const sheet = desk.page.getByRole('dialog');
  await sheet.getByRole('radio', { name: '정한 참여 부서만' }).check();
  await sheet.getByRole('checkbox', { name: CUSTOMER.firm }).check();
  await sheet.getByRole('button', { name: '대상 정하기' }).click();
  const arrival = cast.appears(office.page, '단가는 고객만');
  await cast.say(desk.page, '단가는 고객만 봅니다');
  await arrival;
  await phone.page.getByText('다른 참여 부서끼리 나눈 항목 1개').waitFor();
  assert((await phone.page.getByText('단가는 고객만').count()) === 0, 'the words are on the screen of another party');
});

await check('a reply stands with what it answers', async () => {
  const asked = phone.page.locator('li[data-seq]').filter({ hasText: meanwhile[1] });
  await asked.getByRole('button', { name: /답글/ }).click();
  const arrival = cast.appears(office.page, '둘에 답합니다');
  await cast.say(phone.page, '둘에 답합니다');
  await arrival;
  await office.page.getByRole('button', { name: `${CUSTOMER.name}: ${meanwhile[1]}` }).waitFor();
});

await check('where sockets do not open, another tab of the same person still hears and speaks', async () => {
  const tab = await office.context.newPage();
  await tab.routeWebSocket('**/api/v1/live', (socket) => socket.close());
  await tab.goto(`/projects/${projectId}`);
  await tab.getByText('실시간 연결이 막혀 느리게 받는 중').waitFor();
  const heard = cast.appears(tab, '막힌 곳에서도 들리는 말');
  const sent = await cast.say(phone.page, '막힌 곳에서도 들리는 말');
  const wait = (await heard) - sent;
  for (const words of ['막힌 곳에서 하는 말']) {
    const arrivals = [cast.appears(phone.page, words), cast.appears(office.page, words), cast.appears(tab, words)];
    await cast.say(tab, words);
    await Promise.all(arrivals);
  }
  await tab.close();
  return `${wait} ms by long poll`;
});

await check('what the server refuses says why and can be discarded', async () => {
  await phone.context.setOffline(true);
  await cast.say(phone.page, '참관자가 되기 전에 쓴 말');
  await cast.changeRole(desk.page, projectId, SUPPLIER.name, '참관자');
  await phone.context.setOffline(false);
  const refused = phone.page.locator('li[data-unsent="refused"]');
  await refused.waitFor();
  const why = await refused.getByRole('alert').innerText();
  assert(why.trim().length > 5, 'the refusal has no words');
  await phone.page.screenshot({ path: shot('refused-phone-light-ko.png') });
  await refused.getByRole('button', { name: '버리기' }).click();
  await refused.waitFor({ state: 'detached' });
  await phone.page.getByText('참관자는 읽기만 할 수 있습니다.').waitFor();
  await cast.changeRole(desk.page, projectId, SUPPLIER.name, '기여자');
  await phone.page.getByLabel('글 쓰기').waitFor();
  await cast.openRoom(desk.page, projectId);
  return why.replaceAll('\n', ' ');
});

await check('a question goes from the phone to the office and back, and each sees whose turn it is', async () => {
  const question = '펜스 간격은 850 mm로 확정인가요?';
  await cast.ask(phone.page, projectId, { question, person: CUSTOMER.name });
  await phone.page.getByRole('region', { name: CUSTOMER.firm }).getByText(question).waitFor();
  await office.page.goto('/');
  await office.page.getByRole('region', { name: '나를 기다리는 것' }).getByText(question).click();
  const sheet = office.page.getByRole('dialog');
  await sheet.getByLabel('답변', { exact: true }).fill('900 mm입니다.');
  await sheet.getByRole('button', { name: '답변 보내기' }).click();
  const mine = phone.page.getByRole('region', { name: '내 차례' });
  await mine.getByText('답변됨').waitFor();
  await mine.getByText(question).click();
  await phone.page.getByRole('dialog').getByText('900 mm입니다.').waitFor();
  await phone.page.getByRole('button', { name: '질의 닫기' }).click();
  await mine.waitFor({ state: 'detached' });
  await cast.openRoom(phone.page, projectId);
  await phone.page.getByText(`상태 답변됨 → 닫힘`).waitFor();
  await cast.openRoom(office.page, projectId);
});

await planStory({ desk, office, phone, url, shot, projectId, supplier: SUPPLIER.name });
await designsStory({ office, phone, shot, url, complaints, projectId, customer: CUSTOMER.name });
await approvalsStory({ browser, url, complaints, desk, office, phone, shot, projectId, firm: CUSTOMER.firm, quality: DEPARTMENT, supplier: SUPPLIER.email });
await clocksStory({ phone, shot, projectId, quality: DEPARTMENT });

await check('a meeting is planned on a phone, held by both sides, and its page confirmed by both', async () => {
  const meeting = await cast.planMeeting(phone.page, projectId, { title: '센서 위치 회의', agenda: '1. 센서\n2. **케이블**' });
  await phone.page.getByRole('button', { name: '더 보기' }).click();
  const [file] = await Promise.all([
    phone.page.waitForEvent('download'),
    phone.page.getByRole('link', { name: '일정 파일 받기' }).click(),
  ]);
  assertEqual(file.suggestedFilename(), 'meeting.ics');
  await phone.page.getByRole('button', { name: '회의 시작' }).click();
  await office.page.goto(`/projects/${projectId}/meetings/${meeting}`);
  await cast.noteInMeeting(phone.page, { kind: '조치', title: '센서 도면 보내기', act: '조치 추가' });
  await office.page.getByText('센서 도면 보내기').waitFor();
  await cast.noteInMeeting(office.page, { kind: '결정', title: '센서는 안쪽에 둔다', act: '결정 고정하기' });
  await phone.page.getByText('센서는 안쪽에 둔다').waitFor();
  await phone.page.screenshot({ path: shot('meeting-mode-phone-light-ko.png') });
  await phone.page.getByRole('button', { name: '회의 마치기' }).click();
  await phone.page.getByLabel('요약').fill('센서는 안쪽, 도면은 금요일까지.');
  assert(await phone.page.getByLabel(CUSTOMER.name).isChecked(), 'who was here is not ticked');
  await phone.page.getByRole('button', { name: '회의록 만들기' }).click();
  await phone.page.getByRole('button', { name: '우리 측으로 회의록 확인' }).click();
  await office.page.getByText('내 차례').first().waitFor();
  await office.page.getByRole('button', { name: '우리 측으로 회의록 확인' }).click();
  await phone.page.getByText('양측 확인').first().waitFor();
  await phone.page.screenshot({ path: shot('meeting-page-phone-light-ko.png') });
  await cast.openRoom(phone.page, projectId);
  // How far people have read is told once a second, to who is connected then.
  await phone.page.waitForTimeout(1500);
  await cast.openRoom(office.page, projectId);
});

for (const { page, name } of everyone) {
  await check(`what ${name} keeps equals the server's snapshot field by field`, async () => {
    // How far people have read is told once a second, outside the record.
    let snapshot, kept;
    for (let tries = 0; tries < 12; tries += 1) {
      await page.waitForTimeout(500);
      [snapshot, kept] = [await serverSnapshot(page, projectId), await keptRoom(page, projectId)];
      if (JSON.stringify(kept?.state?.seen) === JSON.stringify(snapshot.seen)) break;
    }
    assert(kept?.state, 'nothing is kept');
    assertEqual(kept.state, snapshot, 'the kept state differs');
    assertEqual(kept.outbox, [], 'the outbox is not empty');
    const seqs = kept.events.map((event) => event.seq);
    assert(seqs.every((seq, at) => at === 0 || seq === seqs[at - 1] + 1), 'the kept events have a gap');
    return `seq ${snapshot.as_of_seq}, ${snapshot.messages.length} messages, ${kept.events.length} events`;
  });
}

await check('nothing moved by itself on the three screens', async () => {
  const shifts = await Promise.all(everyone.map(({ page }) => page.evaluate(() => window.__shift)));
  assert(shifts.every((shift) => shift <= 0.05), (await Promise.all(everyone.map(({ page }) => page.evaluate(() => window.__shifted)))).flat().join('\n'));
  return shifts.map((shift) => shift.toFixed(3)).join(' ');
});

if (flags.look) {
  const { clusterId, firmId } = await desk.page.evaluate(async () => {
    const get = async (path) => (await fetch(`/api/v1${path}`, { headers: { 'Dure-Client': 'web' } })).json();
    return { clusterId: (await get('/clusters')).items[0].id, firmId: (await get('/me')).firm_id };
  });
  const cookies = await desk.context.cookies();
  await look({ browser, url, shot, cookies, projectId, clusterId, firmId, invitation: spare });
}

await check('a firm that is here joins one more cluster from the link in its mail', async () => {
  const clusterId = await cast.foundCluster(desk.page, '전장 모듈 공급망');
  const at = `/clusters/${clusterId}/firm-invitations`;
  const invited = await cast.call(desk.page, 'POST', at, { firm_name: '한빛', email: SUPPLIER.email, kind: 'supplier', locale: 'ko' });
  const { url: link } = await cast.call(desk.page, 'GET', `${at}/${invited.invitation_id}/link`);
  await phone.page.goto(new URL(link).pathname + new URL(link).hash);
  await phone.page.getByRole('button', { name: `${SUPPLIER.firm} 참여시키기` }).click();
  await phone.page.getByText('참여를 신청했습니다').waitFor();
  await phone.page.screenshot({ path: shot('joined-phone-light-ko.png') });
  await cast.confirmFirm(desk.page, SUPPLIER.firm);
  await phone.page.goto('/firms');
  await phone.page.getByRole('link', { name: /전장 모듈/ }).waitFor();
});

await check('who is removed sees nothing of the project any more, on the screen or the device', async () => {
  await cast.openRoom(phone.page, projectId);
  await cast.removeMember(desk.page, projectId, SUPPLIER.name);
  await phone.page.getByText('볼 수 없는 프로젝트입니다').waitFor();
  await phone.page.waitForTimeout(300);
  const kept = await keptRoom(phone.page, projectId);
  assert(!kept?.state && kept?.events.length === 0, 'something of the project is still on the device');
});

await check('signing out leaves nothing on the device, and the next person sees nothing of the last', async () => {
  await phone.page.goto('/me');
  await phone.page.getByRole('button', { name: '이 기기에서 로그아웃' }).click();
  await phone.page.getByRole('heading', { name: '로그인', exact: true }).waitFor();
  assertEqual((await databases(phone.page)).filter((name) => name.startsWith('dure-person-')), [], 'databases remain');
  await phone.page.getByLabel('이메일').fill(CUSTOMER.email);
  await phone.page.getByLabel('비밀번호', { exact: true }).fill(cast.PASSWORD);
  await phone.page.getByRole('button', { name: '로그인' }).click();
  await phone.page.getByRole('heading', { name: '홈' }).waitFor();
  assert((await phone.page.getByText(SUPPLIER.firm).count()) === 0, 'the former firm is on the screen');
});

await check('who forgot the password chooses a new one with a link from the mail', async () => {
  const chosen = '느티나무 아래 네 번째 벤치';
  await phone.page.goto('/me');
  await phone.page.getByRole('button', { name: '이 기기에서 로그아웃' }).click();
  await phone.page.getByRole('button', { name: '비밀번호를 잊었습니다' }).click();
  await phone.page.getByLabel('이메일').fill(SUPPLIER.email);
  await phone.page.getByRole('button', { name: '링크 보내기' }).click();
  await phone.page.getByText('메일을 확인하십시오').waitFor();
  await phone.page.screenshot({ path: shot('asked-phone-light-ko.png') });
  const link = await cast.resetLink(flags.mail, SUPPLIER.email);
  await phone.page.goto(new URL(link).pathname + new URL(link).hash);
  await phone.page.getByLabel('새 비밀번호').fill(chosen);
  await phone.page.getByRole('button', { name: '새 비밀번호로 바꾸기' }).click();
  await phone.page.getByText('비밀번호가 바뀌었습니다').waitFor();
  assert(!phone.page.url().includes('#'), 'the secret still stands in the address bar');
  await phone.page.getByRole('link', { name: '로그인하기' }).click();
  await phone.page.getByLabel('이메일').fill(SUPPLIER.email);
  await phone.page.getByLabel('비밀번호', { exact: true }).fill(chosen);
  await phone.page.getByRole('button', { name: '로그인', exact: true }).click();
  await phone.page.getByRole('heading', { name: '홈' }).waitFor();
});

await check('no page complained', () => assert(complaints.length === 0, [...new Set(complaints)].join('\n')));

await browser.close();
console.log(`pictures: ${shots}`);
process.exit(finish('story'));
