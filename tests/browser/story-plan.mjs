// The part of the story about the plan: without a network, made of messages, in links, by the keyboard.
import * as cast from './cast.mjs';
import { assert, assertEqual, check } from './checks.mjs';

/** `supplier` is the name of the one on the phone. */
export async function planStory({ desk, office, phone, url, shot, projectId, supplier }) {
  const OWED = { asked: '도장 두께 기준은 몇 마이크로미터입니까?', owed: '안전 펜스 도면 보내기', dropped: '배선 경로 사진 올리기' };

  await check('in flight mode a question is answered and an action closed on the phone; a reload keeps both as not sent', async () => {
    const { id: owner_person_id } = await cast.call(phone.page, 'GET', '/me');
    const at = `/projects/${projectId}`;
    OWED.question = await cast.call(desk.page, 'POST', `${at}/questions`, { title: OWED.asked, owner_person_id, due_on: '2026-11-20' });
    OWED.action = await cast.call(desk.page, 'POST', `${at}/actions`, { title: OWED.owed, owner_person_id });
    OWED.other = await cast.call(desk.page, 'POST', `${at}/actions`, { title: OWED.dropped, owner_person_id });
    await phone.page.goto('/');
    await phone.page.getByRole('navigation').getByText('내 차례 3건').waitFor();
    await phone.page.getByRole('navigation').getByRole('link', { name: /내 차례/ }).click();
    await phone.page.getByRole('region', { name: '기한 지남' }).getByText(OWED.asked).waitFor();
    await phone.page.screenshot({ path: shot('my-turn-phone-light-ko.png') });
    await phone.context.setOffline(true);
    const row = (title) => phone.page.getByRole('listitem').filter({ hasText: title });
    await row(OWED.asked).getByRole('button', { name: '답변하기' }).click();
    const sheet = phone.page.getByRole('dialog');
    await sheet.getByLabel('답변', { exact: true }).fill('최소 80 마이크로미터입니다.');
    await sheet.getByRole('button', { name: '답변 보내기' }).click();
    await sheet.waitFor({ state: 'detached' });
    await row(OWED.owed).getByRole('button', { name: '완료' }).click();
    await row(OWED.dropped).getByRole('button', { name: '완료' }).click();
    for (const title of [OWED.asked, OWED.owed, OWED.dropped]) await row(title).getByText('아직 전송되지 않음').waitFor();
    await phone.page.getByText('오프라인 · 3개 전송 대기').waitFor();
    await phone.page.reload();
    await phone.page.getByText('오프라인 · 3개 전송 대기').waitFor();
    for (const title of [OWED.asked, OWED.owed, OWED.dropped]) await row(title).getByText('아직 전송되지 않음').waitFor();
    await phone.page.getByText(/에 받은 목록입니다/).waitFor();
    await phone.page.screenshot({ path: shot('my-turn-unsent-phone-light-ko.png') });
  });

  await check('back on the network both stand in the record once, and what came too late says why and is discarded', async () => {
    const at = `/projects/${projectId}/actions/${OWED.other.id}`;
    await cast.call(desk.page, 'PATCH', at, { state: 'dropped' });
    await phone.context.setOffline(false);
    await phone.page.getByText('지금 내 차례인 일이 없습니다').or(phone.page.getByText('서버가 받지 않은 글이나 변경이 있습니다')).first().waitFor();
    await phone.page.getByRole('link', { name: /LINE-7.*받지 않은/ }).click();
    const refused = phone.page.locator('[data-pending="refused"]').first();
    await refused.waitFor();
    const why = await refused.innerText();
    await phone.page.screenshot({ path: shot('plan-refused-phone-light-ko.png') });
    await refused.getByRole('button', { name: '버리기' }).click();
    await phone.page.locator('[data-pending]').first().waitFor({ state: 'detached' });
    const { items } = await cast.call(desk.page, 'GET', `/projects/${projectId}/events?after=${OWED.question.seq}&limit=200`);
    const answers = items.filter((event) => event.kind === 'plan.question_answered' && event.question.id === OWED.question.id);
    const closed = items.filter((event) => event.action?.id === OWED.action.id && event.action.state === 'done');
    assertEqual([answers.length, closed.length], [1, 1], 'answered and closed');
    return why.replaceAll('\n', ' ');
  });

  await check('one tap on a message makes a decision of it; the room shows it, and each leads to the other', async () => {
    await cast.openRoom(desk.page, projectId);
    const said = desk.page.locator('li[data-seq]').filter({ hasText: '둘에 답합니다' });
    await said.hover();
    await said.getByRole('button', { name: /글로 할 일/ }).click();
    await desk.page.getByRole('dialog').getByRole('button', { name: '결정', exact: true }).click();
    const sheet = desk.page.getByRole('dialog');
    assertEqual(await sheet.getByLabel('한 줄 제목').inputValue(), '둘에 답합니다', 'the sheet is not filled');
    await sheet.getByRole('button', { name: '결정 고정하기' }).click();
    await sheet.waitFor({ state: 'detached' });
    await desk.page.getByRole('button', { name: /^결정 1/ }).waitFor();
    const made = phone.page.locator('li[data-seq]').filter({ hasText: '둘에 답합니다' }).getByRole('button', { name: '결정 · 유효' });
    await cast.openRoom(phone.page, projectId);
    await made.click();
    await phone.page.getByRole('dialog').getByRole('button', { name: new RegExp(`${supplier}: 둘에 답합니다`) }).click();
    await phone.page.getByRole('dialog').waitFor({ state: 'detached' });
    await phone.page.locator('li[data-lit="true"]').filter({ hasText: '둘에 답합니다' }).waitFor();
  });

  await check('a link to a thing of the project is a card with its state and turn; to anything unknown it is a plain link', async () => {
    await desk.page.getByRole('button', { name: /^결정 1/ }).click();
    await desk.page.getByRole('dialog').getByRole('button', { name: /둘에 답합니다/ }).click();
    await desk.page.getByRole('dialog').getByRole('button', { name: '링크 복사' }).click();
    await desk.page.getByRole('dialog').getByRole('button', { name: '복사됨' }).waitFor();
    const link = await desk.page.evaluate(() => navigator.clipboard.readText());
    await desk.page.keyboard.press('Escape');
    const asked = `${url}/projects/${projectId}/plan?item=${OWED.question.id}`;
    const unknown = `${url}/projects/${projectId}/plan?item=019a0000-0000-7000-8000-000000000000`;
    await cast.say(office.page, `${link} 그리고 ${asked} 그리고 ${unknown}`);
    const row = phone.page.locator('li[data-seq]').filter({ hasText: '그리고' });
    await row.getByRole('button', { name: /결정.*둘에 답합니다.*유효/ }).waitFor();
    await row.getByRole('link', { name: unknown }).waitFor();
    await row.getByRole('button', { name: /질의.*답변됨/ }).click();
    await phone.page.getByRole('dialog').getByText('최소 80 마이크로미터입니다.').waitFor();
    await phone.page.screenshot({ path: shot('card-open-phone-light-ko.png') });
    await phone.page.goBack();
    await phone.page.getByRole('dialog').waitFor({ state: 'detached' });
    assert(phone.page.url().endsWith(projectId), 'going back left the room');
  });

  await check('the keyboard goes anywhere, moves, and acts', async () => {
    await desk.page.goto('/projects');
    await desk.page.getByRole('main').getByRole('link', { name: /LINE-7/ }).waitFor();
    await desk.page.waitForLoadState('networkidle');
    await desk.page.keyboard.press('?');
    await desk.page.getByRole('dialog').getByText('내 차례인 일 하기').waitFor();
    await desk.page.screenshot({ path: shot('keys-desk-light-ko.png') });
    await desk.page.keyboard.press('Escape');
    await desk.page.getByRole('dialog').waitFor({ state: 'detached' });
    await desk.page.keyboard.press('j');
    assert(await desk.page.evaluate(() => document.activeElement?.textContent.includes('LINE-7')), 'J chose nothing');
    await desk.page.keyboard.press('e');
    await desk.page.getByRole('heading', { name: '내 차례' }).waitFor();
    await desk.page.keyboard.press('Control+k');
    await desk.page.getByRole('combobox').fill('도장 두께');
    await desk.page.screenshot({ path: shot('go-desk-light-ko.png') });
    await desk.page.keyboard.press('Enter');
    await desk.page.getByRole('dialog').getByText(OWED.asked).waitFor();
    await desk.page.keyboard.press('Escape');
    await cast.openRoom(desk.page, projectId);
  });
}
