// Without a network every word of the program is drawn: its letters lie in the slices that the shell keeps.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { lettersOf, slicesFor, slicesIn } from '../../font-slices';
import { en } from '../../src/i18n/en';
import { es } from '../../src/i18n/es';
import { ko } from '../../src/i18n/ko';

const path = createRequire(import.meta.url).resolve('pretendard/dist/web/variable/pretendardvariable-dynamic-subset.css');
const css = readFileSync(path, 'utf8');
const face = (file: string, range: string) => `@font-face{src:url(./x/${file}) format('woff2');unicode-range:${range}}`;

describe('slices of the typeface', () => {
  it('are those that hold a letter of the words, by single points and by ranges', () => {
    const sheet = face('a.1.woff2', 'U+41-5a') + face('a.2.woff2', 'U+ac00, U+b098-b09a') + face('a.3.woff2', 'U+d7a3');
    expect(slicesFor(sheet, 'B나')).toEqual(['a.1.woff2', 'a.2.woff2']);
    expect(slicesFor(sheet, '힣')).toEqual(['a.3.woff2']);
    expect(slicesFor(sheet, '日')).toEqual([]);
  });

  it('cover every Korean syllable, basic letter and figure of the texts and of dates', () => {
    const words = lettersOf(['ko', 'en', 'es'], JSON.stringify({ ko, en, es }));
    const slices = slicesIn(css);
    const kept = new Set(slicesFor(css, words));
    expect(slices.length).toBe(92);
    expect(kept.size).toBeLessThan(30);
    expect([...'토요일오늘Añ09~'].filter((letter) => !words.includes(letter))).toEqual([]);
    const letters = [...new Set(words)].filter((letter) => /[\p{Script=Hangul}A-Za-z0-9]/u.test(letter));
    const missing = letters.filter((letter) => !slices.some(({ file, has }) => kept.has(file) && has(letter.codePointAt(0)!)));
    expect(missing).toEqual([]);
  });
});
