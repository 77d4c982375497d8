// The part of the story about designs: uploaded from a phone over a network that breaks, looked at by the other side.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DESK, launchWithGraphics, openBrowser, PHONE } from './browsers.mjs';
import * as cast from './cast.mjs';
import { assert, assertEqual, check } from './checks.mjs';
import { commentsOnFirst, commentsOnNext } from './story-comments.mjs';
import { markupsOnFirst } from './story-markups.mjs';

const NUMBER = 'LINE-7-001';
const HEAVY = 24 * 1024 * 1024;
const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC';

/** `customer` is the name of who looks. */
export async function designsStory({ office, phone, shot, url, complaints, projectId, customer }) {
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
  await markupsOnFirst({ office, phone, shot, projectId, number: NUMBER });

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

  await check('who had looked at the revision before opens with one tap what changed since, in the room and in the list', async () => {
    const sheet = await upload(phone.page, [parts(['1,프레임,1', '2,볼트 M8,32'])], '볼트 수량');
    await keep(sheet);
    await phone.page.getByRole('button', { name: '개정 B 제출' }).click();
    await phone.page.getByRole('region', { name: '개정 B' }).getByText('제출됨', { exact: true }).waitFor();
    await office.page.goto(`/projects/${projectId}`);
    await office.page.getByRole('button', { name: /바뀐 점 A → B/ }).waitFor();
    await office.page.screenshot({ path: shot('since-revised-desk-light-ko.png') });
    await office.page.goto(`/projects/${projectId}/designs`);
    await office.page.getByRole('link', { name: '바뀐 점 A → B' }).waitFor();
    await office.page.screenshot({ path: shot('designs-revised-desk-light-ko.png') });
    await office.page.getByRole('link', { name: '바뀐 점 A → B' }).click();
    await office.page.locator('[data-state=changed]').first().waitFor({ timeout: 30_000 });
    await office.page.getByText('뺌: sheet.pdf').waitFor();
    await office.page.screenshot({ path: shot('design-since-desk-light-ko.png') });
    await office.page.goto(`/projects/${projectId}/designs`);
    await office.page.getByRole('link', { name: new RegExp(NUMBER) }).waitFor();
    await office.page.waitForTimeout(500);
    assertEqual(await office.page.getByRole('link', { name: /바뀐 점/ }).count(), 0, 'what was seen is no news');
    assertEqual(await phone.page.getByRole('button', { name: /비교 보기/ }).count(), 0, 'its maker knows it');
    await office.page.getByRole('link', { name: new RegExp(NUMBER) }).click();
  });

  await check('the next revision shows what changed in the parts', async () => {
    await office.page.getByRole('region', { name: '개정 B' }).getByRole('button', { name: /parts\.csv/ }).click();
    await office.page.locator('[data-viewer=table][data-state=shown]').waitFor({ timeout: 30_000 });
    await office.page.getByRole('button', { name: 'A 개정과 비교' }).click();
    await office.page.locator('[data-state=changed]').first().waitFor();
    await office.page.screenshot({ path: shot('design-compare-desk-light-ko.png') });
    const line = office.page.locator('li').filter({ hasText: `개정 제출 · ${NUMBER} B` });
    await office.page.goto(`/projects/${projectId}`);
    await line.first().waitFor();
    assert((await line.count()) > 0, 'the room tells of it');
  });

  await commentsOnNext({ office, phone, shot, projectId, number: NUMBER });

  await check('a photo and a drawing come with a message, and the other side opens them', async () => {
    await phone.page.goto(`/projects/${projectId}`);
    await phone.page.getByLabel('글 쓰기').waitFor();
    const photo = { name: 'hole-3.png', mimeType: 'image/png', buffer: Buffer.from(PIXEL, 'base64') };
    await phone.page.locator('input[type=file]').setInputFiles([photo, sheetOfPaper()]);
    await phone.page.locator('li[data-state=sent]').nth(1).waitFor();
    // What is not sent yet outlives the page.
    await phone.page.reload();
    await phone.page.locator('li[data-state=sent]').nth(1).waitFor();
    await phone.page.screenshot({ path: shot('message-files-writing-phone-light-ko.png') });
    await phone.page.getByRole('button', { name: '보내기', exact: true }).click();
    for (const { page, name } of [phone, office]) {
      if (page === office.page) await page.goto(`/projects/${projectId}`);
      const row = page.locator('li[data-seq]').filter({ hasText: 'hole-3.png' });
      await row.getByRole('button', { name: /hole-3\.png/ }).locator('[data-thumbnail=picture]').waitFor();
      await page.screenshot({ path: shot(`message-files-${name}-light-ko.png`) });
      await row.getByRole('button', { name: /sheet\.pdf/ }).click();
      await page.locator('[data-viewer=pdf][data-state=shown]').waitFor({ timeout: 30_000 });
      await page.screenshot({ path: shot(`message-file-${name}-light-ko.png`) });
      await page.goBack();
      await page.locator('[data-viewer]').waitFor({ state: 'detached' });
      assertEqual(new URL(page.url()).pathname, `/projects/${projectId}`);
    }
  });

  await check('a phone shows a STEP from the preview that a desk made, and fetches the file when it is asked for', async () => {
    const address = `/projects/${projectId}/designs`;
    const graphic = await launchWithGraphics();
    try {
      const open = async (whose, size, name) => {
        const opened = await openBrowser(graphic, { url, size, locale: 'ko-KR', timeZone: 'Asia/Seoul', complaints, name });
        await opened.context.addCookies(await whose.context.cookies());
        await opened.page.goto(address);
        return opened.page;
      };
      await phone.page.goto(address);
      await phone.page.getByRole('link', { name: new RegExp(NUMBER) }).click();
      await upload(phone.page, [sheetOfPaper(), stepOfBox()], '형상을 더합니다').then((sheet) => keep(sheet, 2));
      await phone.page.getByRole('button', { name: '개정 C 제출' }).click();
      const step = phone.page.getByRole('region', { name: '개정 C' }).getByRole('button', { name: /box\.step/ });
      await phone.page.getByRole('region', { name: '개정 C' }).getByText('제출됨').waitFor();
      await step.getByText(/box\.step/).waitFor();

      const desk = await open(office, DESK, 'a desk with graphics');
      await desk.getByRole('link', { name: new RegExp(NUMBER) }).click();
      for (const [name, viewer] of [['box.step', 'model'], ['sheet.pdf', 'pdf']]) {
        // Of a model a picture as well as a lighter form.
        let missing = viewer === 'model' ? 2 : 1;
        const given = desk.waitForResponse((answer) => answer.request().method() === 'POST' && answer.url().endsWith('/preview') && (missing -= 1) === 0, { timeout: 60_000 });
        await desk.getByRole('region', { name: '개정 C' }).getByRole('button', { name: new RegExp(name) }).click();
        await desk.locator(`[data-viewer=${viewer}][data-state=shown]`).waitFor({ timeout: 60_000 });
        assertEqual(await desk.locator('[data-preview]').count(), 0, 'a desk reads the file');
        assertEqual((await given).status(), 201);
        await desk.getByRole('button', { name: '개정 C' }).click();
      }

      const hand = await open(phone, PHONE, 'a phone with graphics');
      const { revisions } = await cast.call(hand, 'GET', `/projects/${projectId}/snapshot`);
      const { file_id } = revisions.flatMap(({ files }) => files).find(({ name }) => name === 'box.step');
      const fetched = [];
      hand.on('request', (request) => fetched.push(new URL(request.url()).pathname));
      const itself = `/api/v1/files/${file_id}/content`;
      await hand.getByRole('link', { name: new RegExp(NUMBER) }).click();
      await hand.getByRole('button', { name: /box\.step/ }).first().click();
      await hand.locator('[data-preview] [data-viewer=model][data-state=shown]').waitFor({ timeout: 60_000 });
      await hand.getByText(`${customer}이(가) 만든 미리보기입니다.`).waitFor();
      await hand.screenshot({ path: shot('design-preview-phone-light-ko.png') });
      assert(!fetched.includes(itself), 'the file itself was fetched');
      await hand.getByRole('button', { name: '파일 자체 보기' }).click();
      await hand.locator('[data-viewer=model][data-state=shown]').waitFor({ timeout: 60_000 });
      assert(fetched.includes(itself), 'the file itself was not fetched');
      assertEqual(await hand.locator('[data-preview]').count(), 0);
      await hand.getByRole('button', { name: '개정 C' }).click();

      // The sheet and the model have a small picture in both lists.
      for (const [page, size] of [[hand, 'phone'], [desk, 'desk']]) {
        for (const scheme of ['light', 'dark']) {
          await page.emulateMedia({ colorScheme: scheme });
          await page.goto(address);
          await page.getByRole('link', { name: new RegExp(NUMBER) }).locator('[data-thumbnail=picture]').waitFor();
          await page.screenshot({ path: shot(`designs-${size}-${scheme}-ko.png`) });
          await page.getByRole('link', { name: new RegExp(NUMBER) }).click();
          const rows = page.getByRole('region', { name: '개정 C' });
          await rows.getByRole('button', { name: /sheet\.pdf/ }).locator('[data-thumbnail=picture]').waitFor();
          await rows.getByRole('button', { name: /box\.step/ }).locator('[data-thumbnail=picture]').waitFor();
          await page.screenshot({ path: shot(`design-${size}-${scheme}-ko.png`) });
        }
        assert((await page.evaluate(() => window.__shift)) <= 0.05, (await page.evaluate(() => window.__shifted ?? [])).join('\n'));
      }
      const told = await cast.call(hand, 'GET', `/revisions/${revisions.find(({ label }) => label === 'C').id}/openings`);
      return `${told.items.length} openings are written down`;
    } finally {
      await graphic.close();
    }
  });
}

/** A box of 40 x 30 x 20 mm. */
function stepOfBox() {
  const rows = [];
  const add = (text) => `#${rows.push(text)}`;
  const list = (all) => `(${all.join(',')})`;
  const points = [0, 1, 2, 3, 4, 5, 6, 7].map((n) => add(`CARTESIAN_POINT('',(${n & 1 ? '40.' : '0.'},${n & 2 ? '30.' : '0.'},${n & 4 ? '20.' : '0.'}))`));
  const direction = (axis, sign) => add(`DIRECTION('',${list([0, 1, 2].map((n) => (n === axis ? `${sign}.` : '0.')))})`);
  const faces = [
    [[0, 2, 3, 1], 2, -1],
    [[4, 5, 7, 6], 2, 1],
    [[0, 1, 5, 4], 1, -1],
    [[2, 6, 7, 3], 1, 1],
    [[0, 4, 6, 2], 0, -1],
    [[1, 3, 7, 5], 0, 1],
  ].map(([corners, axis, sign]) => {
    const bound = add(`FACE_OUTER_BOUND('',${add(`POLY_LOOP('',${list(corners.map((n) => points[n]))})`)},.T.)`);
    const place = add(`AXIS2_PLACEMENT_3D('',${points[corners[0]]},${direction(axis, sign)},${direction((axis + 1) % 3, 1)})`);
    return add(`FACE_SURFACE('',(${bound}),${add(`PLANE('',${place})`)},.T.)`);
  });
  const solid = add(`FACETED_BREP('box',${add(`CLOSED_SHELL('',${list(faces)})`)})`);
  const units = [
    '(LENGTH_UNIT() NAMED_UNIT(*) SI_UNIT(.MILLI.,.METRE.))',
    '(NAMED_UNIT(*) PLANE_ANGLE_UNIT() SI_UNIT($,.RADIAN.))',
    '(NAMED_UNIT(*) SI_UNIT($,.STERADIAN.) SOLID_ANGLE_UNIT())',
  ].map(add);
  const context = add(`(GEOMETRIC_REPRESENTATION_CONTEXT(3) GLOBAL_UNIT_ASSIGNED_CONTEXT(${list(units)}) REPRESENTATION_CONTEXT('',''))`);
  const shape = add(`FACETED_BREP_SHAPE_REPRESENTATION('',(${solid}),${context})`);
  const app = add("APPLICATION_CONTEXT('automotive design')");
  const product = add(`PRODUCT('box','box','',(${add(`PRODUCT_CONTEXT('',${app},'mechanical')`)}))`);
  const version = add(`PRODUCT_DEFINITION_FORMATION('','',${product})`);
  const definition = add(`PRODUCT_DEFINITION('design','',${version},${add(`PRODUCT_DEFINITION_CONTEXT('part definition',${app},'design')`)})`);
  add(`SHAPE_DEFINITION_REPRESENTATION(${add(`PRODUCT_DEFINITION_SHAPE('','',${definition})`)},${shape})`);
  const head = "FILE_DESCRIPTION((''),'2;1');\nFILE_NAME('box.step','2026-01-01T00:00:00',(''),(''),'','','');\nFILE_SCHEMA(('AUTOMOTIVE_DESIGN'));";
  const text = `ISO-10303-21;\nHEADER;\n${head}\nENDSEC;\nDATA;\n${rows.map((row, at) => `#${at + 1}=${row};`).join('\n')}\nENDSEC;\nEND-ISO-10303-21;\n`;
  return { name: 'box.step', mimeType: 'model/step', buffer: Buffer.from(text) };
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
