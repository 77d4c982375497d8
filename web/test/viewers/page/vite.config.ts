import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { viewerFiles, viewersOutput, viewersWorker } from '../../../viewers-build.ts';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), viewerFiles()],
  build: { target: 'es2022', manifest: true, assetsInlineLimit: 0, modulePreload: { polyfill: false }, rolldownOptions: { output: viewersOutput } },
  worker: viewersWorker,
});
