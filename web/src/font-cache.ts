/** The cache of slices of the typeface that a screen has used. */
export const FONTS = 'dure-fonts';

/** Keeps the slices that came before the shell was there to keep them. */
export async function keepFonts(): Promise<void> {
  const cache = await caches.open(FONTS);
  const used = performance.getEntriesByType('resource').map(({ name }) => name).filter((name) => name.endsWith('.woff2'));
  await Promise.all(used.map(async (name) => (await caches.match(name)) ?? cache.add(name)));
}
