// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { isPrecached, startedWith, viewersOutput } from '../../viewers-build.ts';

const folder = (...moduleIds: string[]) => viewersOutput.chunkFileNames({ moduleIds }).split('/').slice(0, -1).join('/');

describe('where the build puts chunks', () => {
  it('keeps what the viewers alone need apart', () => {
    expect(folder('/web/src/viewers/model/scene.ts', '/web/node_modules/three/build/three.module.js')).toBe('assets/viewers');
    expect(folder('/web/src/designs/designs.tsx', '/web/src/viewers/model/scene.ts')).toBe('assets');
  });
});

describe('what the service worker keeps', () => {
  // The room imports a limit of the viewers for its thumbnails; the model view is loaded when a file is opened.
  const manifest = {
    room: { file: 'assets/room.js', imports: ['files'], dynamicImports: ['view'], css: ['assets/room.css'] },
    files: { file: 'assets/message-files.js', imports: ['limits'] },
    limits: { file: 'assets/viewers/limits.js', imports: ['view-names'], css: ['assets/viewers/limits.css'] },
    'view-names': { file: 'assets/viewers/view-names.js' },
    view: { file: 'assets/viewers/model-view.js', imports: ['three', 'limits'] },
    three: { file: 'assets/viewers/three.js' },
  };
  const started = startedWith(manifest);

  it('is whatever a screen starts with, also of the viewers', () => {
    for (const url of ['assets/room.js', 'assets/viewers/limits.js', 'assets/viewers/limits.css', 'assets/viewers/view-names.js', 'index.html']) {
      expect(isPrecached(url, started), url).toBe(true);
    }
  });

  it('is nothing that waits until a file is opened', () => {
    for (const url of ['assets/viewers/model-view.js', 'assets/viewers/three.js']) expect(isPrecached(url, started), url).toBe(false);
  });
});
