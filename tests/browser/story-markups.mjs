// The part of the story about markups: drawn over a sheet in private at a desk, published, and seen at the same place on a
// phone, where two fingers move the sheet while one draws.
import { assert, assertEqual, check } from './checks.mjs';

const FROM = { x: 0.3, y: 0.4 };
const TO = { x: 0.55, y: 0.52 };
const WORDS = '여기 12.5 mm';

async function openSheet(page, number) {
  await page.getByRole('link', { name: new RegExp(number) }).or(page.getByRole('button', { name: /sheet\.pdf/ })).first().waitFor();
  if ((await page.getByRole('button', { name: /sheet\.pdf/ }).count()) === 0) await page.getByRole('link', { name: new RegExp(number) }).click();
  await page.getByRole('button', { name: /sheet\.pdf/ }).click();
  await page.locator('[data-viewer=pdf][data-state=shown]').waitFor({ timeout: 60_000 });
}

/** The page of the sheet on the screen. */
const paper = (page) => page.locator('.page').first().boundingBox();

/** Where the first line that was drawn runs, in parts of the page. */
async function drawnAt(page) {
  const path = page.locator('[data-layer] [data-shape=arrow] path').last();
  await path.waitFor({ state: 'attached' });
  const { width, height } = await paper(page);
  const [x1, y1, x2, y2] = (await path.getAttribute('d')).match(/-?[\d.]+/g).map(Number);
  return [x1 / width, y1 / height, x2 / width, y2 / height];
}

const near = (one, other) => one.every((value, at) => Math.abs(value - other[at]) < 0.004);

/** On the first revision; `number` is that of the design. */
export async function markupsOnFirst({ office, phone, shot, projectId, number }) {
  await check('a drawing over a sheet is private while it is drawn, and is there after a reload', async () => {
    await office.page.goto(`/projects/${projectId}/designs`);
    await openSheet(office.page, number);
    await office.page.getByRole('button', { name: '도면에 그리기' }).click();
    await office.page.getByRole('button', { name: '화살표' }).click();
    const { x, y, width, height } = await paper(office.page);
    const at = (part) => [x + part.x * width, y + part.y * height];
    await office.page.mouse.move(...at(FROM));
    await office.page.mouse.down();
    await office.page.mouse.move(...at({ x: 0.4, y: 0.45 }), { steps: 5 });
    await office.page.mouse.move(...at(TO), { steps: 5 });
    await office.page.mouse.up();
    await office.page.getByRole('button', { name: '글', exact: true }).click();
    await office.page.mouse.click(...at({ x: 0.56, y: 0.53 }));
    const words = office.page.getByRole('dialog');
    await words.getByRole('textbox').fill(WORDS);
    await words.getByRole('button', { name: '남기기' }).click();
    await words.waitFor({ state: 'detached' });
    await office.page.getByText('나만 봅니다.').waitFor();
    await office.page.getByText('저장됨').waitFor();
    await office.page.screenshot({ path: shot('markup-draw-desk-light-ko.png') });
    assert(near(await drawnAt(office.page), [FROM.x, FROM.y, TO.x, TO.y]), 'it is drawn where the hand went');
    await openSheet(phone.page, number);
    assertEqual(await phone.page.locator('[data-layer]').count(), 0, 'the phone shows nothing of it');
    await office.page.goto(`/projects/${projectId}/designs`);
    await openSheet(office.page, number);
    await office.page.getByText(WORDS).waitFor();
  });

  await check('once published it is on the phone of the other side, at the same place', async () => {
    await office.page.getByRole('button', { name: '도면에 그리기' }).click();
    await office.page.getByRole('button', { name: '게시', exact: true }).click();
    const dialog = office.page.getByRole('dialog');
    await dialog.getByText(/누구도 고치거나 지울 수 없습니다/).waitFor();
    await office.page.screenshot({ path: shot('markup-publish-desk-light-ko.png') });
    await dialog.getByRole('button', { name: '모두에게 게시' }).click();
    await dialog.waitFor({ state: 'detached' });
    await phone.page.getByRole('button', { name: '도면 표시 1' }).waitFor();
    await phone.page.getByText(WORDS).waitFor();
    const [there, here] = [await drawnAt(office.page), await drawnAt(phone.page)];
    assert(near(there, here), `${there} at the desk, ${here} on the phone`);
    await phone.page.screenshot({ path: shot('markup-phone-light-ko.png') });
    await phone.page.getByRole('button', { name: '도면 표시 1' }).click();
    const sheet = phone.page.getByRole('dialog');
    await sheet.getByRole('button', { name: /보이기/ }).click();
    await phone.page.screenshot({ path: shot('markups-phone-light-ko.png') });
    await sheet.getByRole('button', { name: '닫기' }).click();
    await sheet.waitFor({ state: 'detached' });
    assertEqual(await phone.page.locator('[data-layer]').count(), 0, 'it is switched off');
    return `${here.map((part) => part.toFixed(4)).join(' ')} on both`;
  });

  await check('on a phone one finger draws, two move and zoom, and what was drawn is thrown away', async () => {
    await phone.page.getByRole('button', { name: '도면에 그리기' }).click();
    const touch = await phone.context.newCDPSession(phone.page);
    const send = (type, ...points) => touch.send('Input.dispatchTouchEvent', { type, touchPoints: points.map(([x, y], id) => ({ x, y, id })) });
    const before = await paper(phone.page);
    const [x, y] = [before.x + before.width * 0.3, before.y + before.height * 0.3];
    await send('touchStart', [x, y]);
    for (let step = 1; step <= 8; step += 1) await send('touchMove', [x + step * 12, y + step * 6]);
    await send('touchEnd');
    await phone.page.locator('[data-layer] [data-shape=pen]').waitFor({ state: 'attached' });
    await send('touchStart', [x, y]);
    await send('touchStart', [x, y], [x + 60, y + 60]);
    for (let step = 1; step <= 8; step += 1) await send('touchMove', [x - step * 5, y - step * 5], [x + 60 + step * 5, y + 60 + step * 5]);
    await send('touchEnd');
    await phone.page.waitForFunction((width) => document.querySelector('.page').getBoundingClientRect().width > width * 1.3, before.width);
    assertEqual(await phone.page.locator('[data-layer] [data-shape=pen]').count(), 1, 'two fingers draw nothing');
    await phone.page.screenshot({ path: shot('markup-draw-phone-light-ko.png') });
    await phone.page.getByRole('button', { name: '버리기' }).click();
    const dialog = phone.page.getByRole('dialog');
    await dialog.getByRole('button', { name: '그린 것 버리기' }).click();
    await dialog.waitFor({ state: 'detached' });
    await phone.page.locator('[data-layer]').waitFor({ state: 'detached' });
    for (const { page } of [office, phone]) await page.getByRole('button', { name: '개정 A' }).click();
  });
}
