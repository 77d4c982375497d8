// The part of the story about approvals: the supplier submits from a design on a desk, two departments decide on phones,
// and the supplier's room shows what they decided.
import { DESK, openBrowser, PHONE } from './browsers.mjs';
import * as cast from './cast.mjs';
import { assert, assertEqual, check } from './checks.mjs';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const VERIFIER = fileURLToPath(new URL('../../scripts/verify-decision', import.meta.url));

const NUMBER = 'LINE-7-001';
const FROM_CLUSTER = '품질 먼저';
const MOST_TAPS = 6;
const QUALITY = { name: '정하윤', email: 'jung@daehan.test' };
const RESEARCH = { name: '박도윤', email: 'park@daehan.test', department: '연구개발부' };
const WHY = '모서리 R값을 3에서 5로 바꿔 주십시오.';

/** `firm` is the customer's, `quality` its department, `supplier` the address of who submits. */
export async function approvalsStory({ browser, url, complaints, desk, office, phone, shot, projectId, firm, quality, supplier }) {
  const person = (name, size) => openBrowser(browser, { url, size, locale: 'ko-KR', timeZone: 'Asia/Seoul', complaints, name });
  const deciders = [await person('quality', PHONE), await person('research', PHONE)];
  const [inspector, researcher] = deciders;
  const writer = await person('supplier-desk', DESK);
  const lastOf = async (page) => {
    const { revisions, designs } = await cast.call(page, 'GET', `/projects/${projectId}/snapshot`);
    const design = designs.find((one) => one.number === NUMBER);
    return revisions.find((one) => one.design_id === design.id);
  };
  const { label } = await lastOf(phone.page);
  const revision = new RegExp(`${NUMBER} ${label}`);

  await check('two departments of the customer take part, each with a person who decides', async () => {
    await cast.createDepartment(office.page, RESEARCH.department);
    const links = [
      await cast.invitePerson(office.page, { ...QUALITY, department: quality }),
      await cast.invitePerson(office.page, RESEARCH),
    ];
    await cast.accept(inspector.page, links[0], QUALITY.name);
    await cast.accept(researcher.page, links[1], RESEARCH.name);
    await cast.addParty(desk.page, projectId, { firm, department: RESEARCH.department });
    for (const { name } of [QUALITY, RESEARCH]) await cast.addMember(desk.page, projectId, { firm, name, role: '승인자' });
    await writer.page.goto('/');
    await writer.page.getByLabel('이메일').fill(supplier);
    await writer.page.getByLabel('비밀번호', { exact: true }).fill(cast.PASSWORD);
    await writer.page.getByRole('button', { name: '로그인' }).click();
    await writer.page.getByRole('heading', { name: '홈' }).waitFor();
  });

  await check('the coordinator keeps a route for all projects of the cluster', async () => {
    const { page } = desk;
    const { project } = await cast.call(page, 'GET', `/projects/${projectId}/snapshot`);
    await page.goto(`/clusters/${project.cluster_id}`);
    const kept = page.getByRole('region', { name: '결재선' });
    await kept.getByText('아직 결재선이 없습니다').waitFor();
    await kept.getByRole('button', { name: '결재선 만들기' }).click();
    const builder = page.getByRole('dialog', { name: '결재선 만들기' });
    await builder.getByLabel('결재선 이름').fill(FROM_CLUSTER);
    for (const [at, department] of [quality, RESEARCH.department].entries()) {
      if (at > 0) await builder.getByRole('button', { name: '단계 추가' }).click();
      await builder.getByLabel('결재자 추가').nth(at).selectOption({ label: `${department} · ${firm}` });
      await builder.getByLabel('근무일').nth(at).selectOption('2');
    }
    const words = await builder.locator('[data-route-words]').innerText();
    assertEqual(words, `먼저, ${quality} · ${firm}에서 2근무일 안에 결재; 늦으면 알림. 그다음, ${RESEARCH.department} · ${firm}에서 2근무일 안에 결재; 늦으면 알림.`, 'the route in words');
    await page.screenshot({ path: shot('cluster-route-desk-light-ko.png') });
    await builder.getByRole('button', { name: '결재선 저장' }).click();
    await kept.getByText(FROM_CLUSTER).waitFor();
    await page.setViewportSize(PHONE.viewport);
    await kept.scrollIntoViewIfNeeded();
    await page.screenshot({ path: shot('cluster-routes-phone-light-ko.png') });
    await page.setViewportSize(DESK.viewport);
  });

  await check('the supplier submits a revision from its design, by a route that says what will happen', async () => {
    const { page } = writer;
    await page.goto(`/projects/${projectId}/designs`);
    await page.getByRole('link', { name: new RegExp(NUMBER) }).click();
    await page.getByRole('button', { name: `개정 ${label} 기안` }).click();
    const sheet = page.getByRole('dialog', { name: '결재에 올리기 (기안)' });
    assert(await sheet.getByLabel(revision).isChecked(), 'the revision is not chosen');
    await sheet.getByLabel('무엇을 위한 결재입니까').fill('제작 착수를 위한 승인을 요청드립니다.');
    await sheet.getByRole('button', { name: '새 결재선 만들기' }).click();
    const builder = page.getByRole('dialog', { name: '결재선 만들기' });
    const words = await builder.locator('[data-route-words]').innerText();
    assertEqual(words, `${quality}, ${RESEARCH.department} 모두 3근무일 안에 결재; 늦으면 알림.`, 'the route in words');
    await page.screenshot({ path: shot('route-builder-desk-light-ko.png') });
    await builder.getByLabel('클러스터의 결재선에서 시작').selectOption({ label: FROM_CLUSTER });
    const taken = await builder.locator('[data-route-words]').innerText();
    assertEqual(taken, `먼저, ${quality}에서 2근무일 안에 결재; 늦으면 알림. 그다음, ${RESEARCH.department}에서 2근무일 안에 결재; 늦으면 알림.`, 'the cluster\'s route in words');
    await page.screenshot({ path: shot('route-taken-over-desk-light-ko.png') });
    await page.keyboard.press('Escape');
    await sheet.getByRole('button', { name: '새 결재선 만들기' }).click();
    await builder.getByRole('button', { name: '결재선 저장' }).click();
    await page.screenshot({ path: shot('approval-submit-desk-light-ko.png') });
    await sheet.getByRole('button', { name: '기안하기' }).click();
    await page.waitForURL(/\/approvals\/[0-9a-f-]{36}$/);
    await page.getByText('제작 착수를 위한 승인을 요청드립니다.').waitFor();
    await page.screenshot({ path: shot('approval-desk-light-ko.png') });
  });

  await check('who is away names a deputy by dates, who has what waits for them in their turn, until it is ended', async () => {
    const { page } = inspector;
    await page.goto('/me');
    await page.getByRole('button', { name: '대결자 정하기' }).tap();
    const form = page.getByRole('form', { name: '대결자 정하기' });
    await form.getByLabel('누가 대신합니까').selectOption({ label: RESEARCH.name });
    await page.screenshot({ path: shot('deputy-name-phone-light-ko.png') });
    await form.getByRole('button', { name: '대결자로 정하기' }).tap();
    const row = page.getByRole('listitem').filter({ hasText: RESEARCH.name });
    await row.getByText('진행 중').waitFor();
    await page.screenshot({ path: shot('deputies-phone-light-ko.png') });
    await researcher.page.goto('/turn');
    await researcher.page.getByText(`${QUALITY.name} 대결`).waitFor();
    await researcher.page.screenshot({ path: shot('deputy-turn-phone-light-ko.png') });
    await page.getByRole('button', { name: `${RESEARCH.name}: 끝내기` }).tap();
    await row.waitFor({ state: 'detached' });
    await researcher.page.goto('/turn');
    await researcher.page.getByRole('link', { name: revision }).waitFor();
    assertEqual(await researcher.page.getByText(`${QUALITY.name} 대결`).count(), 0, 'turns for who is back');
  });

  await check('quality asks research for advice, whose turn it is until the answer is there', async () => {
    const [asker, adviser] = [inspector.page, researcher.page];
    await asker.goto('/turn');
    await asker.getByRole('link', { name: revision }).tap();
    await asker.getByRole('button', { name: '결재하기' }).tap();
    await asker.getByRole('dialog').getByRole('button', { name: '자문 요청' }).tap();
    const ask = asker.getByRole('dialog', { name: '자문 요청' });
    const whom = ask.getByLabel('누구에게 묻습니까');
    await whom.selectOption(await whom.locator('option', { hasText: RESEARCH.name }).getAttribute('value'));
    await ask.getByLabel('무엇을 묻습니까').fill('모서리 R값이 간섭 없이 5까지 됩니까?');
    await asker.screenshot({ path: shot('advice-ask-phone-light-ko.png') });
    await ask.getByRole('button', { name: '자문 요청하기' }).tap();
    await asker.getByText(new RegExp(`${RESEARCH.name}에게 자문 중`)).first().waitFor();
    await adviser.goto('/turn');
    await adviser.getByRole('link', { name: revision }).filter({ hasText: '자문' }).tap();
    await adviser.getByRole('button', { name: '자문에 답하기' }).tap();
    const answer = adviser.getByRole('dialog');
    await answer.getByText('모서리 R값이 간섭 없이 5까지 됩니까?').waitFor();
    await answer.getByLabel('자문 의견').fill('5까지는 간섭이 없습니다.');
    await adviser.screenshot({ path: shot('advice-answer-phone-light-ko.png') });
    await answer.getByRole('button', { name: '자문 보내기' }).tap();
    await asker.getByText('5까지는 간섭이 없습니다.').waitFor();
    await adviser.goto('/turn');
    await adviser.getByRole('link', { name: revision }).waitFor();
    assertEqual(await adviser.getByRole('link', { name: revision }).filter({ hasText: '자문' }).count(), 0, 'advice to give');
  });

  await check(`quality decides with B1 on a phone, from its turn, in at most ${MOST_TAPS} taps`, async () => {
    const { page } = inspector;
    await page.goto('/turn');
    let taps = 0;
    const tap = async (what) => {
      await what.tap();
      taps += 1;
    };
    await tap(page.getByRole('link', { name: revision }));
    await page.getByRole('button', { name: '결재하기' }).waitFor();
    await page.screenshot({ path: shot('approval-phone-light-ko.png') });
    await tap(page.getByRole('button', { name: '결재하기' }));
    const sheet = page.getByRole('dialog');
    await tap(sheet.getByRole('button', { name: /^B1/ }));
    await tap(sheet.getByLabel('사유'));
    await page.keyboard.insertText(WHY);
    await page.screenshot({ path: shot('approval-decide-phone-light-ko.png') });
    await tap(sheet.getByLabel('비밀번호로 서명'));
    await page.keyboard.insertText(cast.PASSWORD);
    await tap(sheet.getByRole('button', { name: 'B1 결정하고 서명' }));
    await page.getByText('서명했습니다 · B1').waitFor();
    await page.getByText(WHY).waitFor();
    assert(taps <= MOST_TAPS, `${taps} taps`);
    await page.goto('/turn');
    await page.getByText('지금 내 차례인 일이 없습니다').waitFor();
    return `${taps} taps`;
  });

  await check('a decision waits for the network, and is signed again once what it is about has changed', async () => {
    const { page, context } = researcher;
    await page.goto('/turn');
    await page.getByRole('link', { name: revision }).tap();
    await page.getByRole('button', { name: '결재하기' }).tap();
    const sheet = page.getByRole('dialog');
    const sign = sheet.getByRole('button', { name: 'A 결정하고 서명' });
    await sheet.getByRole('button', { name: /^A/ }).tap();
    await sheet.getByLabel('사유').fill('이상 없습니다.');
    await sheet.getByLabel('비밀번호로 서명').fill(cast.PASSWORD);
    await context.setOffline(true);
    await sheet.getByText('결재는 연결되어야 할 수 있습니다.').waitFor();
    assert(await sign.isDisabled(), 'it can be signed without a network');
    await context.setOffline(false);
    const { id: revisionId } = await lastOf(page);
    await cast.call(inspector.page, 'POST', `/revisions/${revisionId}/comments`, { body: '도장 색을 적어 주십시오.', blocking: false });
    await page.waitForTimeout(1500);
    await sign.tap();
    await sheet.getByText('그 사이에 바뀌었습니다').waitFor();
    await sheet.getByText('검토 의견이 바뀌었습니다.').waitFor();
    await page.screenshot({ path: shot('approval-changed-phone-light-ko.png') });
    const [{ id }] = (await cast.call(page, 'GET', '/me/approvals')).items.map((turn) => ({ id: turn.approval_id }));
    assertEqual((await cast.call(page, 'GET', `/approvals/${id}`)).state, 'open', 'nothing was sent again');
    await sheet.getByRole('button', { name: '바뀐 내용 보기' }).tap();
    assertEqual(await sheet.getByLabel('사유').inputValue(), '이상 없습니다.', 'what was typed');
    await sheet.getByLabel('비밀번호로 서명').fill(cast.PASSWORD);
    await sign.tap();
    await page.getByText('서명했습니다 · A').waitFor();
    await page.screenshot({ path: shot('approval-decided-phone-light-ko.png') });
  });

  await check("the supplier's room and list show it approved as noted, with the way to it", async () => {
    await cast.openRoom(phone.page, projectId);
    await phone.page.getByText(`${NUMBER} 개정 ${label}: 조건부 승인됨`).waitFor();
    await phone.page.getByRole('link', { name: /조건부 승인, 재제출 없음.*결재 열기/ }).last().waitFor();
    await phone.page.screenshot({ path: shot('approval-room-phone-light-ko.png') });
    await phone.page.getByRole('link', { name: /결재 열기/ }).last().click();
    await phone.page.getByText(WHY).waitFor();
    await phone.page.getByRole('navigation').getByRole('link', { name: '결재', exact: true }).click();
    await phone.page.getByRole('region', { name: '끝난 결재' }).getByRole('link', { name: new RegExp(NUMBER) }).waitFor();
    await phone.page.screenshot({ path: shot('approvals-phone-light-ko.png') });
    await phone.page.getByRole('link', { name: '설계', exact: true }).click();
    await phone.page.getByRole('link', { name: new RegExp(NUMBER) }).getByText('조건부 승인됨').waitFor();
  });

  await check('the supplier takes the decision away, and it verifies without the server', async () => {
    const { page } = writer;
    await page.reload();
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: '증거와 함께 내려받기' }).click()]);
    assert(/ 1\.zip$/.test(file.suggestedFilename()), file.suggestedFilename());
    const { stdout } = await run(VERIFIER, [await file.path()]);
    assert(/^whole: approval 1, decided/.test(stdout), stdout);
    return stdout.split('\n')[0];
  });

  for (const { context } of [...deciders, writer]) await context.close();
  await cast.openRoom(desk.page, projectId);
}
