// The part of the story about comments: a department points at a spot of a sheet, the supplier answers, the next revision
// brings it back to be checked.
import * as cast from './cast.mjs';
import { assert, assertEqual, check } from './checks.mjs';

const WORDS = '3번 구멍이 도면과 12.5 mm 어긋납니다. 조립할 때 볼트가 들어가지 않습니다.';

/** On the first revision; `number` is that of the design. */
export async function commentsOnFirst({ office, phone, shot, projectId, number }) {
  await check('a department points at a spot of the sheet and says what is wrong', async () => {
    await office.page.goto(`/projects/${projectId}/designs`);
    await office.page.getByRole('link', { name: new RegExp(number) }).click();
    await office.page.getByRole('button', { name: /sheet\.pdf/ }).click();
    await office.page.locator('[data-viewer=pdf][data-state=shown]').waitFor({ timeout: 30_000 });
    await office.page.getByRole('button', { name: '위치 가리키기' }).click();
    const sheet = await office.page.locator('[data-pointing]').boundingBox();
    await office.page.mouse.click(sheet.x + sheet.width / 2, sheet.y + sheet.height / 2);
    const form = office.page.getByRole('dialog');
    await form.getByText('sheet.pdf 1쪽').waitFor();
    await form.getByLabel('무엇이 문제입니까').fill(WORDS);
    await form.getByLabel('해결 전에는 승인할 수 없음').check();
    await office.page.screenshot({ path: shot('comment-new-desk-light-ko.png') });
    await form.getByRole('button', { name: '의견 남기기' }).click();
    await form.waitFor({ state: 'detached' });
    await office.page.getByRole('button', { name: /^의견 1: 3번 구멍/ }).waitFor();
    await office.page.screenshot({ path: shot('comment-pin-desk-light-ko.png') });
  });

  await check('it waits for the supplier on the phone, who answers from there', async () => {
    await phone.page.goto('/turn');
    const row = phone.page.getByRole('link', { name: /3번 구멍/ });
    await row.waitFor();
    await phone.page.screenshot({ path: shot('comment-turn-phone-light-ko.png') });
    await row.click();
    const thread = phone.page.getByRole('dialog');
    await thread.getByText(WORDS).waitFor();
    await thread.getByLabel('수용').check();
    await thread.getByRole('textbox').fill('다음 개정에서 12.5 mm 옮기겠습니다.');
    await phone.page.screenshot({ path: shot('comment-answer-phone-light-ko.png') });
    await thread.getByRole('button', { name: '답변하기' }).click();
    await thread.waitFor({ state: 'detached' });
    await phone.page.getByText('답변됨').first().waitFor();
    await phone.page.screenshot({ path: shot('comments-phone-light-ko.png') });
    // The spot itself, on the phone.
    await phone.page.getByRole('button', { name: /3번 구멍/ }).click();
    await phone.page.getByRole('button', { name: '그 자리 보기' }).click();
    await phone.page.getByRole('button', { name: /^의견 1: 3번 구멍/ }).waitFor({ timeout: 30_000 });
    await phone.page.screenshot({ path: shot('comment-pin-phone-light-ko.png') });
    await phone.page.getByRole('button', { name: '개정 A' }).click();
  });

  await check('who made it settles it with the next revision', async () => {
    await office.page.getByRole('button', { name: /^의견 1: 3번 구멍/ }).click();
    const thread = office.page.getByRole('dialog');
    await thread.getByText('다음 개정에서 12.5 mm 옮기겠습니다.').waitFor();
    await office.page.screenshot({ path: shot('comment-thread-desk-light-ko.png') });
    await thread.getByRole('button', { name: '다음 개정에서 확인' }).click();
    await thread.waitFor({ state: 'detached' });
    await office.page.getByRole('button', { name: '개정 A' }).click();
    await office.page.getByText('다음 개정에서 확인').first().waitFor();
    await phone.page.getByText('다음 개정에서 확인').first().waitFor();
    await phone.page.goto(`/projects/${projectId}/designs`);
    await phone.page.getByRole('link', { name: new RegExp(number) }).click();
  });
}

/** Once the next revision is there. */
export async function commentsOnNext({ office, phone, shot, projectId, number }) {
  await check('the next revision brings it back to be checked, and the register tells all of it', async () => {
    await office.page.goto('/turn');
    const row = office.page.getByRole('link', { name: /새 개정에서 확인할 의견/ });
    await row.click();
    const thread = office.page.getByRole('dialog');
    await thread.getByText('개정 B에 이어짐').waitFor();
    await thread.getByRole('button', { name: '종결', exact: true }).click();
    await thread.waitFor({ state: 'detached' });
    const register = office.page.getByRole('region', { name: /검토 의견/ });
    await register.getByText('종결', { exact: true }).waitFor();
    await office.page.screenshot({ path: shot('comments-desk-light-ko.png') });
    const { designs } = await cast.call(office.page, 'GET', `/projects/${projectId}/snapshot`);
    const design = designs.find((one) => one.number === number);
    let last;
    for (const format of ['엑셀 대장 (XLSX)', 'BCF 2.1', 'BCF 3.0']) {
      const href = await register.getByRole('link', { name: format }).getAttribute('href');
      assert(href.includes(design.id), href);
      const answer = await office.page.request.get(href);
      assertEqual([answer.status(), (await answer.body()).subarray(0, 2).toString()], [200, 'PK'], format);
      last = await answer.body();
    }
    // What comes back brings nothing twice.
    await register.locator('input[type=file]').setInputFiles({ name: 'review.bcfzip', mimeType: 'application/zip', buffer: last });
    await register.getByText('의견 1개가 이 설계에 있습니다.').waitFor();
    await phone.page.goto('/turn');
    await phone.page.getByRole('heading', { name: '내 차례' }).waitFor();
    assertEqual(await phone.page.getByRole('link', { name: /3번 구멍/ }).count(), 0, 'it waits no more');
  });

  await check('what is said and closed on a phone without a network waits there, is sent once, and is found by its words', async () => {
    const words = '볼트 길이를 30 mm로 바꾸려 합니다.';
    await phone.page.goto(`/projects/${projectId}/designs`);
    await phone.page.getByRole('link', { name: new RegExp(number) }).click();
    await phone.page.getByRole('region', { name: '개정 B' }).waitFor();
    await phone.context.setOffline(true);
    await phone.page.getByRole('button', { name: '의견 남기기' }).click();
    const form = phone.page.getByRole('dialog');
    await form.getByLabel('무엇이 문제입니까').fill(words);
    await form.getByText('연결되면 보냅니다').waitFor();
    await form.getByRole('button', { name: '의견 남기기' }).click();
    await form.waitFor({ state: 'detached' });
    const register = phone.page.getByRole('region', { name: /검토 의견/ });
    await register.getByText('아직 전송되지 않음').waitFor();
    await phone.page.screenshot({ path: shot('comment-unsent-phone-light-ko.png') });
    await phone.context.setOffline(false);
    await register.getByRole('button', { name: new RegExp(words) }).waitFor();
    assertEqual(await register.getByText('아직 전송되지 않음').count(), 0);

    await office.page.goto(`/projects/${projectId}/search`);
    await office.page.getByRole('searchbox').fill('볼트 길이');
    const hit = office.page.getByRole('link', { name: /30 mm로/ });
    await hit.waitFor();
    await office.page.screenshot({ path: shot('search-comment-desk-light-ko.png') });
    await hit.click();
    await office.page.getByRole('dialog').getByText(words).waitFor();

    await phone.context.setOffline(true);
    await register.getByRole('button', { name: new RegExp(words) }).click();
    const thread = phone.page.getByRole('dialog');
    await thread.getByRole('button', { name: '철회' }).click();
    await thread.waitFor({ state: 'detached' });
    await register.getByText('아직 전송되지 않음').waitFor();
    await phone.page.screenshot({ path: shot('comment-close-unsent-phone-light-ko.png') });
    await phone.context.setOffline(false);
    await register.getByText(/아직 전송되지 않음|보내는 중/).waitFor({ state: 'detached' });
    const { comments } = await cast.call(office.page, 'GET', `/projects/${projectId}/snapshot`);
    const made = comments.filter(({ body }) => body === words);
    assertEqual(made.map(({ state }) => state), ['closed'], 'it was made once and is closed');
  });
}
