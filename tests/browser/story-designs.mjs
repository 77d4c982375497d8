// The part of the story about designs: uploaded from a phone over a network that breaks, looked at by the other side.
import { assert, assertEqual, check } from './checks.mjs';

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
  const keep = async (sheet) => {
    await sheet.locator('li[data-state=sent]').first().waitFor();
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
    await keep(sheet);
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
