import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import react from '@vitejs/plugin-react';
import { VitePWA } from 'vite-plugin-pwa';
import { defineConfig } from 'vitest/config';
import { lettersOf, slicesFor } from './font-slices.ts';
import { isPrecached, NOT_PRECACHED, startedWith, viewerFiles, viewersOutput, viewersWorker } from './viewers-build.ts';

const typeface = createRequire(import.meta.url).resolve('pretendard/dist/web/variable/pretendardvariable-dynamic-subset.css');
const texts = readdirSync(new URL('src/i18n', import.meta.url), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => readFileSync(new URL(`src/i18n/${name}`, import.meta.url), 'utf8'));
const slices = slicesFor(readFileSync(typeface, 'utf8'), lettersOf(['ko', 'en', 'es'], texts.join(''))).map((file) => file.replace('.woff2', '-'));
const FONT = /\.woff2$/;

export default defineConfig({
  plugins: [
    react(),
    viewerFiles(),
    VitePWA({
      strategies: 'injectManifest',
      srcDir: 'src',
      filename: 'sw.ts',
      injectRegister: false,
      injectManifest: {
        globPatterns: ['**/*.{js,css,html,svg,png,woff2}'],
        globIgnores: ['sw.js', ...NOT_PRECACHED],
        // Of the typeface only what the program's own words need; other slices are kept when a screen has used them.
        manifestTransforms: [
          (entries) => ({ manifest: entries.filter(({ url }) => !FONT.test(url) || slices.some((name) => url.includes(name))) }),
          (entries) => {
            const started = startedWith(JSON.parse(readFileSync(new URL('dist/.vite/manifest.json', import.meta.url), 'utf8')));
            return { manifest: entries.filter(({ url }) => isPrecached(url, started)) };
          },
        ],
      },
      manifest: {
        id: '/',
        name: 'Dure 두레',
        short_name: 'Dure',
        start_url: '/',
        scope: '/',
        display: 'standalone',
        lang: 'ko',
        background_color: '#fafaf8',
        theme_color: '#fafaf8',
        icons: [
          { src: '/icon-192.png', sizes: '192x192', type: 'image/png' },
          { src: '/icon-512.png', sizes: '512x512', type: 'image/png' },
          { src: '/icon-maskable.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
        ],
      },
    }),
  ],
  server: { proxy: { '/api': { target: process.env.DURE_URL ?? 'http://127.0.0.1:8080', ws: true } } },
  build: {
    target: 'es2022',
    manifest: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { output: viewersOutput },
  },
  worker: viewersWorker,
  test: {
    include: ['src/**/*.test.{ts,tsx}', 'test/**/*.test.{ts,tsx}'],
    environment: 'happy-dom',
  },
});
