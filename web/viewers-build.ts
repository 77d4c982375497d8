// What the viewers need of the build: their programs and data apart from the shell's, so that no device keeps them
// before a file is opened; the folders that pdf.js fetches from by name; the licences that go with what is shipped.
import { createReadStream, readdirSync, readFileSync, existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Plugin, UserConfig } from 'vite';
import { occtWithoutEval } from './occt-without-eval.ts';

const folderOf = (name: string) => dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));

const PDFJS = folderOf('pdfjs-dist');
const { version } = JSON.parse(readFileSync(join(PDFJS, 'package.json'), 'utf8')) as { version: string };
const PDFJS_HOME = `assets/pdfjs-${version}`;
const PDFJS_FOLDERS = ['cmaps', 'standard_fonts', 'wasm', 'iccs'];

const LICENCES: Record<string, string> = {
  'occt-import-js.txt': join(folderOf('occt-import-js'), 'dist/license.occt-import-js.txt'),
  'opencascade.txt': join(folderOf('occt-import-js'), 'dist/license.occt.txt'),
  'dxf-viewer.txt': join(folderOf('dxf-viewer'), 'LICENSE'),
  'pdfjs.txt': join(PDFJS, 'LICENSE'),
};

/** Never precached by the service worker. */
export const NOT_PRECACHED = ['assets/workers/**', `${PDFJS_HOME}/**`];

const VIEWERS = 'assets/viewers/';
const OF_VIEWERS = /\/src\/(viewers|i18n\/viewers)\/|\/node_modules\/(three|pdfjs-dist|dxf-viewer|papaparse)\//;

/** A chunk in the manifest of the build: its file, and the keys of those that it cannot start without. */
interface Chunk {
  file: string;
  imports?: string[];
  css?: string[];
}

/** The files that screens start with before a file is opened: those open without a network. */
export function startedWith(manifest: Record<string, Chunk>): Set<string> {
  const found = new Set<Chunk>();
  const follow = (chunk: Chunk | undefined) => {
    if (!chunk || found.has(chunk)) return;
    found.add(chunk);
    chunk.imports?.forEach((key) => follow(manifest[key]));
  };
  Object.values(manifest).filter(({ file }) => !file.startsWith(VIEWERS)).forEach(follow);
  return new Set([...found].flatMap(({ file, css = [] }) => [file, ...css]));
}

/** Whether the service worker keeps a file of the build before it is asked for: of the viewers, what screens start with. */
export function isPrecached(url: string, started: ReadonlySet<string>): boolean {
  return !url.startsWith(VIEWERS) || started.has(url);
}

/** Nothing of ours is in it but what the viewers alone use. */
function isOfViewers(ids: readonly string[]): boolean {
  const paths = ids.map((id) => id.replaceAll('\\', '/'));
  return paths.some((path) => OF_VIEWERS.test(path)) && paths.every((path) => OF_VIEWERS.test(path) || !path.includes('/src/') || path.includes('/node_modules/'));
}

export const viewersOutput = {
  chunkFileNames: ({ moduleIds }: { moduleIds: string[] }) => `${isOfViewers(moduleIds) ? VIEWERS : 'assets/'}[name]-[hash].js`,
  assetFileNames: ({ originalFileNames }: { originalFileNames: string[] }) =>
    `${isOfViewers(originalFileNames.map((name) => `/${name}`)) ? VIEWERS : 'assets/'}[name]-[hash][extname]`,
};

/** Workers stand in a folder of their own: the server lets those compile WebAssembly, and nothing else. */
export const viewersWorker: UserConfig['worker'] = {
  format: 'es',
  plugins: () => [occtWithoutEval()],
  rolldownOptions: {
    output: { entryFileNames: 'assets/workers/[name]-[hash].js', chunkFileNames: 'assets/workers/[name]-[hash].js' },
  },
};

export function viewerFiles(): Plugin {
  return {
    name: 'viewer-files',
    configureServer(server) {
      server.middlewares.use(`/${PDFJS_HOME}`, (req, res, next) => {
        const file = join(PDFJS, new URL(req.url ?? '/', 'http://here').pathname);
        if (existsSync(file)) createReadStream(file).pipe(res);
        else next();
      });
    },
    generateBundle() {
      for (const [name, path] of Object.entries(LICENCES)) {
        this.emitFile({ type: 'asset', fileName: `licences/${name}`, source: readFileSync(path) });
      }
      for (const folder of PDFJS_FOLDERS) {
        for (const name of readdirSync(join(PDFJS, folder))) {
          this.emitFile({ type: 'asset', fileName: `${PDFJS_HOME}/${folder}/${name}`, source: readFileSync(join(PDFJS, folder, name)) });
        }
      }
    },
  };
}
