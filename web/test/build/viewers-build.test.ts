// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { viewersOutput } from '../../viewers-build.ts';

const folder = (...moduleIds: string[]) => viewersOutput.chunkFileNames({ moduleIds }).split('/').slice(0, -1).join('/');

describe('where the build puts chunks', () => {
  it('keeps what the viewers alone need apart, and with the shell what screens need that show no file', () => {
    expect(folder('/web/src/viewers/model/scene.ts', '/web/node_modules/three/build/three.module.js')).toBe('assets/viewers');
    for (const shared of ['kind.ts', 'facts.tsx', 'save.ts', 'index.tsx']) expect(folder(`/web/src/viewers/${shared}`)).toBe('assets');
    expect(folder('/web/src/designs/designs.tsx', '/web/src/viewers/model/scene.ts')).toBe('assets');
  });
});
