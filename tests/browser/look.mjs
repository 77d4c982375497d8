// Every screen as a picture, with axe and the layout watched: phone and desk, light and dark, Korean and Spanish.
import { assert, check } from './checks.mjs';
import { axeFindings, DESK, loaded, PHONE, settle } from './browsers.mjs';
import { lookAtStates } from './look-states.mjs';

const SIZES = { phone: PHONE, desk: DESK };
const SCHEMES = ['light', 'dark'];
const LOCALES = ['ko', 'es'];
const MOST_SHIFT = 0.05;

const SHEETS = {
  ko: {
    invite: '기업 초대',
    supply: '공급 관계 추가',
    profile: '기업 정보 고치기',
    member: '참여자 추가',
    audience: '모든 참여자에게',
    plan: '질의·계획 추가',
    project: '프로젝트 정보 고치기',
    forgot: '비밀번호를 잊었습니다',
    decisions: /^결정 \d/,
    copy: '링크 복사',
    acts: /글로 할 일/,
    question: '질의',
  },
  es: {
    invite: 'Invitar empresa',
    supply: 'Añadir un enlace',
    profile: 'Editar la empresa',
    member: 'Añadir participante',
    audience: 'A todos los participantes',
    plan: 'Preguntar o planificar',
    project: 'Editar el proyecto',
    forgot: 'Olvidé mi contraseña',
    decisions: /^\d+ decisi/,
    copy: 'Copiar enlace',
    acts: /Qué hacer con el mensaje/,
    question: 'Consulta',
  },
};

/** Looks at every screen of a signed-in coordinator, and at the doors before sign-in. */
export async function look({ browser, url, shot, cookies, projectId, clusterId, firmId, invitation }) {
  let pictures = 0;
  const findings = [];
  const shifts = [];
  // The language is the person's own, so the languages follow each other; sizes and schemes go side by side.
  for (const locale of LOCALES) {
    await speakAs(browser, url, cookies, locale);
    const looks = Object.entries(SIZES).flatMap(([sizeName, size]) => SCHEMES.map((scheme) => ({ sizeName, size, scheme })));
    await Promise.all(
      looks.map(async ({ sizeName, size, scheme }) => {
        const open = async (signedIn) => {
          const context = await browser.newContext({ ...size, baseURL: url, colorScheme: scheme, locale });
          await context.addInitScript((language) => {
            localStorage.setItem('dure.locale', language);
            window.__shift = 0;
            new PerformanceObserver((list) => {
              for (const entry of list.getEntries()) {
                if (entry.hadRecentInput) continue;
                window.__shift += entry.value;
                const moved = entry.sources.map(({ node, previousRect: a, currentRect: b }) => `${node?.className || node?.nodeName} ${a.y}+${a.height} -> ${b.y}+${b.height}`);
                window.__shifted = `${window.__shifted ?? ''} [${Math.round(entry.startTime)} ms ${entry.value.toFixed(3)} ${moved.join(', ')}]`;
              }
            }).observe({ type: 'layout-shift', buffered: true });
          }, locale);
          if (signedIn) await context.addCookies(cookies);
          return context;
        };
        const tag = `${sizeName}-${scheme}-${locale}`;
        const see = async (page, name) => {
          await settle(page);
          await page.screenshot({ path: shot(`${name}-${tag}.png`) });
          pictures += 1;
          // What axe looks at is the same in every language.
          if (locale === 'ko') for (const found of await axeFindings(page)) findings.push(`${name} ${tag}: ${found}`);
          const shift = await page.evaluate(() => window.__shift);
          if (shift > MOST_SHIFT) shifts.push(`${name} ${tag}: ${shift.toFixed(3)} ${await page.evaluate(() => window.__shifted)}`);
          const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
          if (wide > 0) findings.push(`${name} ${tag}: ${wide} px wider than the screen`);
        };

        const doors = await open(false);
        const door = await doors.newPage();
        await door.goto('/');
        await door.locator('input[type=email]').waitFor();
        await see(door, 'sign-in');
        await door.getByRole('button', { name: SHEETS[locale].forgot }).click();
        await door.locator('input[type=password]').waitFor({ state: 'detached' });
        await see(door, 'forgot-password');
        await door.goto('/reset#a-link-from-a-mail');
        await door.locator('input[autocomplete=new-password]').waitFor();
        await see(door, 'reset-password');
        if (invitation) {
          await door.goto(new URL(invitation).pathname + new URL(invitation).hash);
          await door.locator('input[autocomplete=new-password]').waitFor();
          await see(door, 'accept-invitation');
        }
        await doors.close();

        const context = await open(true);
        const page = await context.newPage();
        const screens = {
          home: '/',
          'my-turn': '/turn',
          search: `/projects/${projectId}/search`,
          projects: '/projects',
          'create-project': '/projects/new',
          room: `/projects/${projectId}`,
          people: `/projects/${projectId}/people`,
          plan: `/projects/${projectId}/plan`,
          firms: '/firms',
          cluster: `/clusters/${clusterId}`,
          firm: `/firms/${firmId}`,
          me: '/me',
          nowhere: '/nowhere',
          'no-permission': '/projects/019a0000-0000-7000-8000-000000000000',
        };
        for (const [name, path] of Object.entries(screens)) {
          await page.goto(path);
          await loaded(page);
          await see(page, name);
        }
        if (invitation) {
          await page.goto(new URL(invitation).pathname + new URL(invitation).hash);
          await page.getByRole('heading').first().waitFor();
          await see(page, 'join-cluster');
        }
        const words = SHEETS[locale];
        const sheets = [
          ['invite-firm', screens.cluster, words.invite],
          ['supply-link', screens.cluster, words.supply],
          ['firm-profile', screens.firm, words.profile],
          ['add-member', screens.people, words.member],
          ['audience', screens.room, words.audience],
          ['write-plan', screens.plan, words.plan],
          ['edit-project', screens.plan, words.project],
        ];
        for (const [name, path, button] of sheets) {
          await page.goto(path);
          await page.getByRole('button', { name: button }).first().click();
          await page.getByRole('dialog').waitFor();
          await see(page, name);
        }
        await page.goto(screens.room);
        await page.locator('li[data-seq]').first().waitFor();
        await page.getByRole('button', { name: words.decisions }).click();
        await page.getByRole('dialog').waitFor();
        await see(page, 'decisions');
        await page.getByRole('dialog').getByRole('listitem').first().getByRole('button').click();
        await page.getByRole('dialog').getByRole('button', { name: words.copy }).waitFor();
        await see(page, 'item');
        await page.keyboard.press('Escape');
        const said = page.locator('li[data-seq][tabindex]').last();
        await said.hover();
        await said.getByRole('button', { name: words.acts }).click();
        await page.getByRole('dialog').waitFor();
        await see(page, 'message-acts');
        await page.getByRole('dialog').getByRole('button', { name: words.question, exact: true }).click();
        await page.getByRole('dialog').getByRole('radiogroup').waitFor();
        await see(page, 'question-from-message');
        await page.keyboard.press('Escape');
        await context.setOffline(true);
        await see(page, 'room-offline');
        await context.close();
      }),
    );
  }
  await lookAtStates({ browser, url, shot, cookies, speakAs, projectId, clusterId, firmId });
  await speakAs(browser, url, cookies, 'ko');
  await check('every screen is looked at', () => {
    assert(pictures >= 100, `only ${pictures} pictures`);
    return `${pictures} pictures`;
  });
  await check('axe finds nothing serious, and no screen is too wide', () => {
    assert(findings.length === 0, `${findings.length} findings\n${[...new Set(findings)].join('\n')}`);
  });
  await check(`no layout moves by itself more than ${MOST_SHIFT}`, () => assert(shifts.length === 0, shifts.join('\n')));
}

/** The person's own language decides what a signed-in screen speaks. */
async function speakAs(browser, url, cookies, locale) {
  const context = await browser.newContext({ baseURL: url });
  await context.addCookies(cookies);
  const page = await context.newPage();
  await page.goto('/nowhere');
  await page.evaluate(async (language) => {
    await fetch('/api/v1/me', {
      method: 'PATCH',
      headers: { 'Content-Type': 'application/json', 'Dure-Client': 'web' },
      body: JSON.stringify({ locale: language }),
    });
  }, locale);
  await context.close();
}
