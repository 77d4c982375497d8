// Files that would run in a browser, against a running server on an empty data folder:
//   node tests/browser/hostile.mjs --url http://127.0.0.1:8080 [--shots FOLDER]
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { DESK, folder, launch, openBrowser } from './browsers.mjs';
import * as cast from './cast.mjs';
import { check, finish } from './checks.mjs';
import { hostileStory } from './story-hostile.mjs';

const { values: flags } = parseArgs({ options: { url: { type: 'string' }, shots: { type: 'string' } } });
const url = flags.url.replace(/\/$/, '');
const CUSTOMER = { firm: '대한모터스', name: '이서연', email: 'quality@daehan.test' };
const SUPPLIER = { firm: '한빛정밀', name: '김민수', email: 'kim@hanbit.test' };

const browser = await launch();
const person = (name) => openBrowser(browser, { url, size: DESK, locale: 'ko-KR', timeZone: 'Asia/Seoul', complaints: [], name });
const [desk, office, who] = [await person('coordinator'), await person('customer'), await person('supplier')];
let projectId = '';

await check('two firms and a project are there', async () => {
  await cast.firstRun(desk.page);
  const customer = await cast.inviteFirm(desk.page, { name: CUSTOMER.firm, kind: '고객', email: CUSTOMER.email });
  const supplier = await cast.inviteFirm(desk.page, { name: SUPPLIER.firm, kind: '공급', email: SUPPLIER.email });
  await cast.accept(office.page, customer, CUSTOMER.name);
  await cast.accept(who.page, supplier, SUPPLIER.name);
  await cast.confirmFirm(desk.page, CUSTOMER.firm);
  await cast.confirmFirm(desk.page, SUPPLIER.firm);
  projectId = await cast.createProject(desk.page, { code: 'LINE-7', name: '프레스 라인 자동화', customer: CUSTOMER.firm, supplier: SUPPLIER.firm });
  await cast.addMember(desk.page, projectId, { ...SUPPLIER, role: '기여자' });
});

const shots = flags.shots ?? mkdtempSync(join(tmpdir(), 'dure-hostile-'));
await hostileStory({ who, url, shot: folder(shots), projectId });

await browser.close();
process.exit(finish('hostile files'));
