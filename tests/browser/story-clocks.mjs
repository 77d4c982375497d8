// The part of the story about the two-way clock: both sides on one scale, and the way from a figure to the events behind it.
import * as cast from './cast.mjs';
import { assert, check } from './checks.mjs';

/** `phone` is the supplier's; two departments of the customer have decided. */
export async function clocksStory({ phone, shot, projectId, quality }) {
  const { page, context } = phone;
  const clocks = page.getByRole('region', { name: '대기 시계' });

  await check('the plan shows how long things lay with each side, by the same figures', async () => {
    await cast.openRoom(page, projectId);
    await page.getByRole('navigation').getByRole('link', { name: '계획', exact: true }).click();
    await clocks.getByRole('img', { name: /머문 영업일\. 고객: \d+일, 공급: \d+일/ }).waitFor();
    const told = await cast.call(page, 'GET', `/projects/${projectId}/clocks`);
    const decided = told.parties.filter(({ first_pass }) => first_pass.designs > 0);
    assert(decided.length === 3, `${decided.length} parties took part in a decision`);
    await clocks.getByRole('rowheader', { name: new RegExp(quality) }).waitFor();
    await clocks.scrollIntoViewIfNeeded();
    await page.screenshot({ path: shot('clocks-phone-light-ko.png') });
  });

  await check('a figure opens the events behind it, and each of them its place in the room', async () => {
    await clocks.getByRole('button', { name: new RegExp(`^${quality}, 머문 날`) }).tap();
    const sheet = page.getByRole('dialog');
    const event = sheet.getByRole('link', { name: /결재 \d+/ }).first();
    await event.waitFor();
    await page.screenshot({ path: shot('clock-events-phone-light-ko.png') });
    const seq = /#seq-(\d+)$/.exec(await event.getAttribute('href'))[1];
    await event.tap();
    await page.locator(`#rows [data-seq="${seq}"]`).waitFor();
    await page.locator('#rows [data-lit=true]').waitFor();
    await page.waitForFunction((at) => {
      const { top, bottom } = document.querySelector(`#rows [data-seq="${at}"]`).getBoundingClientRect();
      return top >= 0 && bottom <= innerHeight;
    }, seq);
  });

  await check('without a network the clocks stand as they were received, and say when', async () => {
    await page.getByRole('navigation').getByRole('link', { name: '계획', exact: true }).click();
    await clocks.getByRole('img').waitFor();
    await context.setOffline(true);
    await clocks.getByText(/^오프라인 · .*에 받은 내용입니다\.$/).waitFor();
    await clocks.getByRole('img').waitFor();
    await context.setOffline(false);
    await clocks.getByText(/^오프라인/).waitFor({ state: 'detached' });
  });
}
