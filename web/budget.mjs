// JavaScript that a device fetches before the first screen: the entry, what it imports, the heaviest language and
// the heaviest of the first screens with all they import. Fails above the budget. Sizes as gzip -9 gives them.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const BUDGET_KB = 190;
const AIM_KB = 150;
const LOCALES = ['src/i18n/ko.ts', 'src/i18n/en.ts', 'src/i18n/es.ts'];
const SCREENS = [
  'src/start/first-run.tsx',
  'src/access/sign-in.tsx',
  'src/access/accept-invitation.tsx',
  'src/home/home.tsx',
  'src/projects/projects.tsx',
  'src/rooms/room-screen.tsx',
];

const dist = new URL('./dist/', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8'));

function closure(key, seen = new Set()) {
  if (seen.has(key)) return seen;
  seen.add(key);
  for (const next of manifest[key].imports ?? []) closure(next, seen);
  return seen;
}

const gzipped = (path) => gzipSync(readFileSync(new URL(path, dist)), { level: 9 }).length / 1000;
const sizeOf = (keys) => [...keys].reduce((sum, key) => sum + gzipped(manifest[key].file), 0);
const added = (key, base) => sizeOf([...closure(key)].filter((each) => !base.has(each)));
const heaviest = (keys, base) =>
  keys.map((key) => ({ key, kb: added(key, base) })).sort((a, b) => b.kb - a.kb)[0];

const base = closure('index.html');
const paint = gzipped('before-paint.js');
const locale = heaviest(LOCALES, base);
const screens = SCREENS.map((key) => ({ key, kb: added(key, base) })).sort((a, b) => b.kb - a.kb);
const total = paint + sizeOf(base) + locale.kb + screens[0].kb;

for (const { key, kb } of screens) console.log(`  + ${kb.toFixed(1).padStart(6)} kB  ${key}`);
console.log(`  + ${locale.kb.toFixed(1).padStart(6)} kB  ${locale.key}`);
console.log(`  + ${sizeOf(base).toFixed(1).padStart(6)} kB  entry`);
console.log(`budget: ${total.toFixed(1)} kB gzipped before the first screen; at most ${BUDGET_KB}, aim ${AIM_KB}`);
if (total > BUDGET_KB) process.exit(1);
