// What needs the samples beside this repository: files that are only offered, tools on models and sheets, revisions compared,
// previews, times, pictures.
import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { axeFindings, DESK, PHONE, settle } from '../browsers.mjs';
import { assert, check } from '../checks.mjs';
import { LEAST_DRAWN, made, makeFile, open, picture, viewerPage } from './open.mjs';

/** On the page of a phone; `eye` looks at pictures of it, `data` is the folder of the samples. */
export async function samples({ browser, page, eye, url, complaints, shot, data: folder }) {
  const data = (path) => join(folder, path);
  for (const path of ['designs/native/pulley-m5.SLDPRT', 'designs/native/stand-attachment.FCStd', 'revisions/contact-information-aasx/rev1.aasx']) {
    await check(`${basename(path)} is offered with its facts`, async () => {
      const said = await open(page, data(path));
      assert(said.state === 'none', said.state);
      const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: /파일 받기/ }).click()]);
      assert(download.suggestedFilename() === basename(path), download.suggestedFilename());
    });
  }

  await check('a distance is measured on a model, a pin is set and found again', async () => {
    await open(page, data('designs/step/featuretype.STEP'));
    await page.getByRole('button', { name: '거리 재기' }).click();
    const { x, y, width, height } = await page.locator('canvas[data-engine]').boundingBox();
    await page.mouse.click(x + width / 2, y + height / 2);
    await page.mouse.click(x + width / 2 + 60, y + height / 2 + 20);
    const words = await page.getByText(/거리 [\d.,]+ mm/).innerText();
    await page.getByRole('button', { name: '거리 재기' }).click();
    await page.getByRole('button', { name: '위치 가리키기' }).click();
    await page.mouse.click(x + width / 2, y + height / 2);
    const pin = await page.getByRole('button', { name: /"on":"model"/ }).boundingBox();
    assert(Math.hypot(pin.x + pin.width / 2 - (x + width / 2), pin.y + pin.height - (y + height / 2)) < 4, 'the pin stands elsewhere');
    return words;
  });

  await check('a model is cut, exploded and turned by keys, and its parts are hidden', async () => {
    await open(page, data('designs/mesh/counter-assembly.3MF'));
    const looks = [await page.screenshot()];
    const differs = async (act) => {
      await act();
      await settle(page);
      looks.push(await page.screenshot());
      assert(!looks.at(-1).equals(looks.at(-2)), `nothing changed at step ${looks.length}`);
    };
    await differs(() => page.getByRole('button', { name: '자르기' }).click());
    await differs(() => page.getByRole('radio', { name: 'Z' }).click());
    await differs(() => page.getByRole('button', { name: '벌려 보기' }).click());
    await differs(() => page.getByRole('slider').fill('0.8'));
    await differs(() => page.locator('canvas[data-engine]').press('ArrowLeft'));
    await differs(() => page.getByRole('button', { name: /부품 \d+개/ }).click());
    await differs(() => page.getByRole('button', { name: /보이기$/, pressed: true }).last().click());
  });

  for (const [file, x, y] of [['designs/pdf/motor-shaft-drawing-inch.PDF', 0.4, 0.6], ['designs/dxf/mount-plate-dimensioned.dxf', 0.5, 0.5]]) {
    await check(`a pin on ${basename(file)} stands where it was set`, async () => {
      await open(page, data(file));
      await settle(page);
      const sheet = await page.locator('.pdfViewer .page, [role=img] canvas').first().boundingBox();
      const at = { x: sheet.x + x * sheet.width, y: sheet.y + y * sheet.height };
      await page.getByRole('button', { name: '위치 가리키기' }).click();
      await page.mouse.click(at.x, at.y);
      const pin = await page.getByRole('button', { name: /"on":"page"/ }).boundingBox();
      assert(Math.hypot(pin.x + pin.width / 2 - at.x, pin.y + pin.height - at.y) < 4, `${JSON.stringify(pin)} for ${JSON.stringify(at)}`);
    });
  }

  const PAIRS = {
    'motor-shaft-drawing': ['rev1.PDF', 'rev2.PDF'],
    'manipulator-dimensions-drawing': ['rev1.pdf', 'rev2.pdf'],
    'pulley-wire-edm': ['rev1.DXF', 'rev2.DXF'],
    'controller-mounting-plate-step': ['rev1.step', 'rev2.step'],
    'transmission-pulley-mesh': ['rev2.STL', 'rev3.STL'],
  };
  for (const [part, revisions] of Object.entries(PAIRS)) {
    await check(`${part}: ${revisions.join(' and ')} are compared`, async () => {
      const said = await open(page, ...revisions.map((revision) => data(`revisions/${part}/${revision}`)));
      assert(said.viewer === 'compare' && said.state === 'shown', `${said.state} ${said.why ?? ''}`);
      await settle(page);
      const { drawn, red, blue } = await picture(page, eye);
      assert(drawn > LEAST_DRAWN, 'an empty picture');
      const overlaid = /pdf|dxf/i.test(revisions[0]);
      assert(!overlaid || red + blue > 20, `no difference is coloured: ${red} red, ${blue} blue`);
      if (shot) await page.screenshot({ path: shot(`compare-${part}-phone-light.png`) });
      return `${said.ms} ms, ${red} red and ${blue} blue pixels`;
    });
  }

  await check('parts lists are compared row by row', async () => {
    const before = makeFile('parts-1.csv', 'part,count\nshaft,1\nbearing,2\nscrew,8\n');
    const after = makeFile('parts-2.csv', 'part,count\nshaft,1\nscrew,12\ncover,1\n');
    await open(page, before, after);
    for (const state of ['added', 'removed', 'changed']) assert((await page.locator(`[data-state=${state}]`).count()) === 1, state);
  });

  const preview = join(made, 'robot-base.glb');
  await check('a desk makes a light preview of a heavy model, which stands in the same place', async () => {
    await page.goto('/?preview');
    await open(page, data('designs/step/robot-base-so101.step'));
    await page.getByText('미리보기입니다').waitFor({ timeout: 60_000 });
    await page.waitForSelector('[data-state=shown]');
    const bytes = await page.evaluate(async () => [...new Uint8Array(await globalThis.preview.arrayBuffer())]);
    writeFileSync(preview, Uint8Array.from(bytes));
    await page.getByRole('button', { name: '파일 자체 보기' }).click();
    await page.waitForSelector('[data-state=shown]');
    await page.goto('/');
    const said = await open(page, preview);
    assert(said.count === 1 && said.state === 'shown', JSON.stringify(said));
    return `${bytes.length} bytes`;
  });

  await check('the first picture comes soon at a quarter of the speed', async () => {
    const session = await page.context().newCDPSession(page);
    await session.send('Emulation.setCPUThrottlingRate', { rate: 4 });
    const times = [];
    for (const path of [preview, ...['step/robot-base-so101.step', 'mesh/pins.glb', 'pdf/assembly-manual-es-en-45p.pdf', 'dxf/mount-plate-dimensioned.dxf', 'bom/bom-foot-contact-switch.xlsx'].map((each) => data(`designs/${each}`))]) {
      const { ms, longest } = await open(page, path);
      times.push(`${basename(path)} ${ms} ms (longest task ${longest} ms)`);
      assert(ms < (path === preview ? 3000 : 20_000), times.at(-1));
    }
    await session.send('Emulation.setCPUThrottlingRate', { rate: 1 });
    return times.join(', ');
  });

  const LOOKS = {
    manual: 'designs/pdf/assembly-manual-es-en-45p.pdf',
    drawing: 'designs/pdf/motor-shaft-drawing-inch.PDF',
    plate: 'designs/dxf/mount-plate-dimensioned.dxf',
    arm: 'designs/step/teach-arm-lite6-assembly.step',
    parts: 'designs/bom/bom-foot-contact-switch.xlsx',
    refused: 'hostile/step-truncated.step',
  };
  const findings = [];
  for (const [sizeName, size] of Object.entries({ phone: PHONE, desk: DESK })) {
    for (const scheme of ['light', 'dark']) {
      const looked = await viewerPage(browser, { url, size, scheme, locale: 'ko', complaints, name: `${sizeName} ${scheme}` });
      for (const [name, path] of Object.entries(LOOKS)) {
        await open(looked, data(path));
        const list = looked.getByRole('button', { name: /^(레이어|부품 \d+개)$/ });
        if (sizeName === 'desk' && (await list.count())) await list.click();
        await settle(looked);
        if (shot) await looked.screenshot({ path: shot(`${name}-${sizeName}-${scheme}.png`) });
        for (const found of await axeFindings(looked)) findings.push(`${name} ${sizeName} ${scheme}: ${found}`);
        const wide = await looked.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        if (wide > 0) findings.push(`${name} ${sizeName} ${scheme}: ${wide} px wider than the screen`);
      }
      await looked.context().close();
    }
  }
  await check('axe finds nothing serious, and nothing is too wide', () => {
    assert(findings.length === 0, [...new Set(findings)].join('\n'));
  });
}
