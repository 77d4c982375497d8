// Slices of the typeface that the program's own words need, so that no screen lacks a letter without a network. Pure.

/** Slices by their file names, each with the code points it draws, from a style sheet of `@font-face` rules. */
export function slicesIn(css: string): { file: string; has(point: number): boolean }[] {
  return [...css.matchAll(/([\w.-]+\.woff2)\)[^}]*unicode-range:\s*([^;}]+)/g)].map(([, file, list]) => {
    const ranges = list!.split(',').map((range) => range.trim().slice(2).split('-').map((point) => parseInt(point, 16)));
    return { file: file!, has: (point) => ranges.some(([from, to = from]) => point >= from! && point <= to!) };
  });
}

/** Files of the slices that draw at least one letter of `words`. */
export function slicesFor(css: string, words: string): string[] {
  const points = [...new Set(words)].map((letter) => letter.codePointAt(0)!);
  return slicesIn(css).flatMap(({ file, has }) => (points.some(has) ? [file] : []));
}

const LATIN = String.fromCharCode(...Array.from({ length: 95 }, (_, at) => 32 + at));

/** Every letter of the texts, of days and months in these languages, and basic Latin. */
export function lettersOf(locales: readonly string[], texts: string): string {
  const days = Array.from({ length: 12 }, (_, month) => new Date(Date.UTC(2026, month, month + 1)));
  const dates = locales.flatMap((locale) => {
    const format = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeZone: 'UTC' });
    const near = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
    return [...days.map((day) => format.format(day)), ...[-1, 0, 1].map((day) => near.format(day, 'day'))];
  });
  return LATIN + dates.join('') + texts;
}
