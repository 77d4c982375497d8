// Every text is in every language, every key is used, and no view holds words of its own.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { en } from '../../src/i18n/en';
import { es } from '../../src/i18n/es';
import { ko } from '../../src/i18n/ko';
import { LATE } from '../../src/i18n/late';
import type { Locale } from '../../src/i18n/locale';

const SOURCE = join(import.meta.dirname, '../../src');
const PLURAL = /_(zero|one|two|few|many|other)$/;
const CATEGORIES = { ko: ['other'], en: ['one', 'other'], es: ['one', 'other'] } as const;
/** The texts of a language that are there at the start, with those that come with a screen. */
async function whole(locale: Locale, first: Texts): Promise<Texts> {
  const late = await Promise.all(Object.values(LATE).map((texts) => texts[locale]()));
  return late.reduce<Texts>(joined, first);
}

function joined(one: Texts, other: Texts): Texts {
  const both = Object.entries(other).map(([key, value]) => {
    const there = one[key];
    return [key, typeof there === 'object' && typeof value === 'object' ? joined(there, value) : value];
  });
  return { ...one, ...Object.fromEntries(both) };
}

const LANGUAGES = { ko: await whole('ko', ko), en: await whole('en', en), es: await whole('es', es) };

type Texts = { readonly [key: string]: string | Texts };

function flat(texts: Texts, prefix = ''): Map<string, string> {
  const all = new Map<string, string>();
  for (const [key, value] of Object.entries(texts)) {
    if (typeof value === 'string') all.set(prefix + key, value);
    else for (const [inner, text] of flat(value, `${prefix}${key}.`)) all.set(inner, text);
  }
  return all;
}

const baseKeys = (texts: Map<string, string>) => new Set([...texts.keys()].map((key) => key.replace(PLURAL, '')));
const variables = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((found) => found[1]!).sort();

function files(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return files(path);
    return /\.tsx?$/.test(entry.name) && !entry.name.endsWith('.d.ts') ? [path] : [];
  });
}

const views = files(SOURCE).filter((path) => !/i18n\/(\w+\/)?(ko|en|es)\.ts$/.test(path));
const korean = flat(LANGUAGES.ko);

describe('the texts', () => {
  for (const [language, texts] of Object.entries(LANGUAGES)) {
    const own = flat(texts);
    it(`${language} has every key and no other`, () => {
      expect([...baseKeys(own)].sort()).toEqual([...baseKeys(korean)].sort());
      console.log(`texts: ${own.size} in ${language}`);
      expect(own.size).toBeGreaterThan(200);
    });

    it(`${language} has a form for each of its plural categories`, () => {
      const plural = [...korean.keys()].filter((key) => PLURAL.test(key)).map((key) => key.replace(PLURAL, ''));
      const missing = plural.flatMap((key) =>
        CATEGORIES[language as keyof typeof CATEGORIES].map((form) => `${key}_${form}`).filter((form) => !own.has(form)),
      );
      expect(missing).toEqual([]);
    });

    it(`${language} says no text twice empty and uses the same variables`, () => {
      const wrong: string[] = [];
      for (const [key, text] of own) {
        if (text.trim() === '') wrong.push(`${key} is empty`);
        const like = korean.get(key) ?? korean.get(key.replace(PLURAL, '_other'));
        if (like !== undefined && String(variables(text)) !== String(variables(like))) wrong.push(key);
      }
      expect(wrong).toEqual([]);
    });
  }
});

/** Keys of `t(…)`: whole ones, and the fixed beginnings of those with a part chosen at run time. */
function keysIn(path: string): { whole: string[]; begun: string[]; foreign: string[] } {
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  const found = { whole: [] as string[], begun: [] as string[], foreign: [] as string[] };
  const SPOKEN = new Set(['title', 'label', 'placeholder', 'alt', 'aria-label', 'description', 'aria-description']);
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) {
      if (korean.has(node.text) || baseKeys(korean).has(node.text)) found.whole.push(node.text);
      if (/[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]/.test(node.text)) found.foreign.push(node.text);
    }
    if (ts.isTemplateExpression(node) && /^[a-z_]+\./.test(node.head.text)) found.begun.push(node.head.text);
    if (ts.isTemplateExpression(node) && /^[a-z_]+$/.test(node.head.text)) found.begun.push(node.head.text);
    if (ts.isJsxText(node) && /\p{L}/u.test(node.text)) found.foreign.push(node.text.trim());
    if (
      ts.isJsxAttribute(node) &&
      SPOKEN.has(node.name.getText()) &&
      node.initializer &&
      ts.isStringLiteral(node.initializer) &&
      /\p{L}/u.test(node.initializer.text)
    ) {
      found.foreign.push(node.initializer.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

describe('the views', () => {
  const found = views.map((path) => ({ path: relative(SOURCE, path), ...keysIn(path) }));

  it('hold no words of their own', () => {
    // The name of each language stands in that language, and a firm's legal form is cut from its mark.
    const allowed = new Set(['access/gate.tsx', 'ui/mark.tsx']);
    const foreign = found.filter(({ path }) => !allowed.has(path)).flatMap(({ path, foreign }) => foreign.map((text) => `${path}: ${text}`));
    expect(foreign).toEqual([]);
    expect(found.length).toBeGreaterThan(40);
  });

  it('use every text', () => {
    const whole = new Set(found.flatMap((each) => each.whole));
    const begun = found.flatMap((each) => each.begun);
    const unused = [...baseKeys(korean)].filter((key) => !whole.has(key) && !begun.some((start) => key.startsWith(start)));
    expect(unused).toEqual([]);
  });
});
