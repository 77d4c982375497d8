// The part of the story about designs: uploaded from a phone over a network that breaks, looked at by the other side.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as cast from './cast.mjs';
import { assert, assertEqual, check } from './checks.mjs';
import { commentsOnFirst, commentsOnNext } from './story-comments.mjs';

const NUMBER = 'LINE-7-001';
const HEAVY = 24 * 1024 * 1024;

/** `customer` is the name of who looks. */
export async function designsStory({ office, phone, shot, projectId, customer }) {
  const upload = async (page, files, note) => {
    await page.getByRole('button', { name: '다음 개정 올리기' }).click();
    const sheet = page.getByRole('dialog');
    await sheet.locator('input[multiple]').setInputFiles(files);
    await sheet.getByLabel('무엇이 바뀌었습니까').fill(note);
    return sheet;
  };
  const keep = async (sheet, files = 1) => {
    await sheet.locator('li[data-state=sent]').nth(files - 1).waitFor();
    await sheet.getByRole('button', { name: '초안으로 저장' }).click();
    await sheet.waitFor({ state: 'detached' });
  };
  const parts = (rows) => ({ name: 'parts.csv', mimeType: 'text/csv', buffer: Buffer.from(`번호,이름,수량\n${rows.join('\n')}\n`) });

  await check('a design is written down on a phone, and its files arrive although the network breaks', async () => {
    await phone.page.goto(`/projects/${projectId}/designs`);
    await phone.page.getByRole('button', { name: '설계 추가' }).click();
    const form = phone.page.getByRole('dialog');
    await form.getByLabel('번호').fill(NUMBER);
    await form.getByLabel('제목').fill('컨베이어 프레임');
    await form.getByRole('button', { name: '설계 추가하기' }).click();
    await phone.page.getByRole('heading', { name: /컨베이어 프레임/ }).waitFor();
    const heavy = { name: 'frame.bin', mimeType: 'application/octet-stream', buffer: Buffer.alloc(HEAVY, 7) };
    const sheet = await upload(phone.page, [sheetOfPaper(), parts(['1,프레임,1', '2,볼트 M8,24']), heavy], '처음 올립니다');
    await phone.context.setOffline(true);
    await phone.page.waitForTimeout(700);
    await phone.context.setOffline(false);
    await sheet.locator('li[data-state=sent]').nth(2).waitFor({ timeout: 60_000 });
    await keep(sheet, 3);
    await phone.page.getByText('초안', { exact: true }).waitFor();
  });

  await check('the draft is the supplier\'s own; once submitted the customer opens the sheet, and both see that', async () => {
    await office.page.goto(`/projects/${projectId}/designs`);
    await office.page.getByRole('link', { name: new RegExp(NUMBER) }).click();
    await office.page.getByText('제출된 개정이 없습니다.').waitFor();
    await phone.page.getByRole('button', { name: '개정 A 제출' }).click();
    await phone.page.getByText('제출됨', { exact: true }).waitFor();
    await office.page.getByRole('button', { name: /sheet\.pdf/ }).click();
    await office.page.locator('[data-viewer=pdf][data-state=shown]').waitFor({ timeout: 30_000 });
    assertEqual(await office.page.locator('[data-viewer=pdf]').getAttribute('data-count'), '1');
    await office.page.screenshot({ path: shot('design-file-desk-light-ko.png') });
    await office.page.getByRole('button', { name: '개정 A' }).click();
    await phone.page.reload();
    await phone.page.getByText('열어 본 사람').click();
    await phone.page.getByText(new RegExp(`^${customer} · `)).first().waitFor();
    await phone.page.screenshot({ path: shot('design-phone-light-ko.png') });
  });

  await commentsOnFirst({ office, phone, shot, projectId, number: NUMBER });

  await check('an upload that the browser was closed over goes on where it was', async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'dure-upload-')), 'scan.bin');
    writeFileSync(path, Buffer.alloc(HEAVY, 9));
    const choose = async () => {
      await phone.page.getByRole('button', { name: '다음 개정 올리기' }).click();
      await phone.page.getByRole('dialog').locator('input[multiple]').setInputFiles(path);
    };
    // The second piece does not come through.
    let pieces = 0;
    await phone.context.route('**/api/v1/uploads/*', (route) => (route.request().method() === 'PATCH' && ++pieces > 1 ? route.abort() : route.continue()));
    const first = phone.page.waitForResponse((answer) => answer.request().method() === 'PATCH' && answer.status() === 204);
    await choose();
    await first;
    await phone.page.reload();
    await phone.context.unroute('**/api/v1/uploads/*');
    const asked = phone.page.waitForResponse((answer) => answer.request().method() === 'HEAD' && answer.url().includes('/uploads/'));
    await choose();
    const had = Number((await asked).headers()['upload-offset']);
    assert(had > 0 && had < HEAVY, `${had} bytes were there`);
    const sheet = phone.page.getByRole('dialog');
    await sheet.locator('li[data-state=sent]').waitFor({ timeout: 60_000 });
    const gone = phone.page.waitForResponse((answer) => answer.request().method() === 'DELETE' && answer.url().includes('/uploads/'));
    await sheet.getByRole('button', { name: 'scan.bin 빼기' }).click();
    assertEqual((await gone).status(), 204);
    await phone.page.getByRole('dialog').getByRole('button', { name: '닫기' }).click();
    return `${had} of ${HEAVY} bytes were there`;
  });

  await check('a design for certain parties shows the others that it is there, and for whom', async () => {
    const { parties } = await cast.call(phone.page, 'GET', `/projects/${projectId}/snapshot`);
    const own = parties.find(({ side, department_id }) => side === 'supplier' && !department_id);
    const body = { number: 'LINE-7-002', title: '원가표', kind: 'other', audience: [own.id] };
    await cast.call(phone.page, 'POST', `/projects/${projectId}/designs`, body);
    await office.page.goto(`/projects/${projectId}/designs`);
    const row = office.page.getByRole('link', { name: /LINE-7-002/ });
    await row.getByText(`${own.firm_name}만`).waitFor();
    await row.click();
    await office.page.getByText(new RegExp(`내용이 열립니다: ${own.firm_name}`)).waitFor();
    await office.page.getByRole('link', { name: '설계', exact: true }).last().click();
    await office.page.getByRole('link', { name: new RegExp(NUMBER) }).click();
  });

  await check('the next revision shows what changed in the parts', async () => {
    const sheet = await upload(phone.page, [parts(['1,프레임,1', '2,볼트 M8,32'])], '볼트 수량');
    await keep(sheet);
    await phone.page.getByRole('button', { name: '개정 B 제출' }).click();
    await office.page.getByRole('region', { name: '개정 B' }).getByRole('button', { name: /parts\.csv/ }).click();
    await office.page.locator('[data-viewer=table][data-state=shown]').waitFor({ timeout: 30_000 });
    await office.page.getByRole('button', { name: '개정 A과 비교' }).click();
    await office.page.locator('[data-state=changed]').first().waitFor();
    await office.page.screenshot({ path: shot('design-compare-desk-light-ko.png') });
    const line = office.page.locator('li').filter({ hasText: `개정 제출 · ${NUMBER} B` });
    await office.page.goto(`/projects/${projectId}`);
    await line.first().waitFor();
    assert((await line.count()) > 0, 'the room tells of it');
  });

  await commentsOnNext({ office, phone, shot, projectId, number: NUMBER });
}

/** One sheet with a line of words on it. */
function sheetOfPaper() {
  const drawn = 'BT /F1 24 Tf 72 500 Td (Conveyor frame, section A-A) Tj ET 72 480 m 500 480 l S';
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 842 595] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${drawn.length} >>\nstream\n${drawn}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  let text = '%PDF-1.4\n';
  const places = objects.map((object, at) => {
    const place = text.length;
    text += `${at + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(place).padStart(10, '0')} 00000 n \n`;
  });
  const table = text.length;
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${places.join('')}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${table}\n%%EOF\n`;
  return { name: 'sheet.pdf', mimeType: 'application/pdf', buffer: Buffer.from(text) };
}
