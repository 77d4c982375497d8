// Every screen as a picture, with axe and the layout watched: phone and desk, light and dark, Korean and Spanish.
import { assert, check } from './checks.mjs';
import { axeFindings, DESK, loaded, missingLetters, PHONE, settle } from './browsers.mjs';
import { lookAtStates } from './look-states.mjs';

const SIZES = { phone: PHONE, desk: DESK };
const SCHEMES = ['light', 'dark'];
const LOCALES = ['ko', 'es'];
const MOST_SHIFT = 0.05;

const SHEETS = {
  ko: {
    invite: '기업 초대',
    supply: '공급 관계 추가',
    profile: '기업 정보 편집',
    member: '참여자 추가',
    audience: '모든 참여자에게',
    plan: '질의·조치 추가',
    meeting: '회의 잡기',
    decision: '결정',
    close: '회의 마치기',
    more: '더 보기',
    project: '프로젝트 정보 편집',
    forgot: '비밀번호를 잊었습니다',
    decisions: /^결정 \d/,
    copy: '링크 복사',
    acts: /글로 할 일/,
    question: '질의',
  },
  es: {
    invite: 'Invitar empresa',
    supply: 'Añadir relación',
    profile: 'Editar la empresa',
    member: 'Añadir participante',
    audience: 'A todos los participantes',
    plan: 'Añadir consulta o acción',
    meeting: 'Planificar una reunión',
    decision: 'Decisión',
    close: 'Cerrar la reunión',
    more: 'Más',
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
  const meetings = await hold(browser, url, cookies, projectId);
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
          const missing = await missingLetters(page);
          if (missing) findings.push(`${name} ${tag}: boxes for ${missing}`);
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
        await door.goto('/unsubscribe#a-link-from-a-mail');
        await door.getByRole('heading').first().waitFor();
        await see(door, 'unsubscribe');
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
          designs: `/projects/${projectId}/designs`,
          approvals: `/projects/${projectId}/approvals`,
          'approval-missing': `/projects/${projectId}/approvals/019a0000-0000-7000-8000-000000000000`,
          meetings: `/projects/${projectId}/meetings`,
          'meeting-planned': `/projects/${projectId}/meetings/${meetings.planned}`,
          'meeting-running': `/projects/${projectId}/meetings/${meetings.running}`,
          'meeting-closed': `/projects/${projectId}/meetings/${meetings.closed}`,
          'meeting-missing': `/projects/${projectId}/meetings/019a0000-0000-7000-8000-000000000000`,
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
          ['plan-meeting', screens.meetings, words.meeting],
          ['meeting-note', screens['meeting-running'], words.decision],
          ['meeting-close', screens['meeting-running'], words.close],
        ];
        for (const [name, path, button] of sheets) {
          await page.goto(path);
          await page.getByRole('button', { name: button }).first().click();
          await page.getByRole('dialog').waitFor();
          await see(page, name);
        }
        await page.goto(screens.plan);
        await page.getByRole('button', { name: words.more }).click();
        await page.getByRole('dialog').getByRole('button', { name: words.project }).click();
        await page.getByRole('dialog', { name: words.project }).waitFor();
        await see(page, 'edit-project');
        await page.goto(screens.search);
        for (const [name, asked] of [['search-found', '펜스'], ['search-none', '없는말']]) {
          await page.getByRole('searchbox').fill(asked);
          await page.waitForResponse((answer) => answer.url().includes(encodeURIComponent(asked)));
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
        await context.setOffline(false);
        await page.goto(screens['meeting-closed']);
        await page.locator('article').first().waitFor();
        await context.setOffline(true);
        await see(page, 'meeting-offline');
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
  await check(`no layout moves by itself more than ${MOST_SHIFT}`, () => {
    assert(shifts.length === 0, shifts.join('\n'));
  });
}

/** A meeting that is planned, one that runs, and one with a page that waits for both sides. */
async function hold(browser, url, cookies, projectId) {
  const context = await browser.newContext({ baseURL: url });
  await context.addCookies(cookies);
  const page = await context.newPage();
  await page.goto('/');
  const made = await page.evaluate(async (project) => {
    const post = async (path, body) => {
      const headers = { 'Content-Type': 'application/json', 'Dure-Client': 'web' };
      const answer = await fetch(`/api/v1${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
      if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
      return answer.json();
    };
    const plan = (title, days) =>
      post(`/projects/${project}/meetings`, {
        title,
        agenda: '1. 프레스 금형 진행\n2. **납기** 조정\n3. 다음 주 시험',
        starts_at: new Date(Date.now() + days * 86_400_000).toISOString(),
        minutes: 60,
        video_url: 'https://meet.example.com/weekly',
      });
    const [planned, running, closed] = [await plan('주간 회의', 2), await plan('금형 검토', 0.01), await plan('착수 회의', 0.001)];
    for (const { id } of [running, closed]) {
      await post(`/meetings/${id}/start`, {});
      await post(`/projects/${project}/decisions`, { title: '시험은 2호기에서 한다', meeting_id: id });
      await post(`/projects/${project}/actions`, { title: '센서 도면 보내기', due_on: '2027-01-08', meeting_id: id });
    }
    await post(`/meetings/${closed.id}/closure`, { summary: '납기를 **한 주** 늦추고 시험은 2호기에서 합니다.' });
    return { planned: planned.id, running: running.id, closed: closed.id };
  }, projectId);
  await context.close();
  return made;
}

/** The person's own language decides what a signed-in screen speaks. */
async function speakAs(browser, url, cookies, locale) {
  const context = await browser.newContext({ baseURL: url });
  await context.addCookies(cookies);
  const page = await context.newPage();
  await page.goto('/nowhere');
  await page.evaluate(async (language) => {
    const answer = await fetch('/api/v1/me', {
      method: 'PATCH',
      headers: { 'Content-Type': 'application/json', 'Dure-Client': 'web' },
      body: JSON.stringify({ locale: language }),
    });
    if (!answer.ok) throw new Error(`${language}: ${answer.status} ${await answer.text()}`);
  }, locale);
  await context.close();
}
