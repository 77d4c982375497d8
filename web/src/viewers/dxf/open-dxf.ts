// A drawing in a canvas of dxf-viewer's, with a font that has Korean.
import { DxfViewer, type LayerInfo } from 'dxf-viewer';
// The one with TrueType outlines: dxf-viewer reads the size of a letter from them.
import font from 'pretendard/dist/public/static/alternative/Pretendard-Regular.ttf?url';
import { Color } from 'three';
import { PATIENCE } from '../limits';
import { Unshown, type Why } from '../view';

export interface Bounds {
  minX: number;
  maxX: number;
  minY: number;
  maxY: number;
}

export interface Drawing {
  viewer: DxfViewer;
  layers: readonly LayerInfo[];
  /** In the coordinates of the scene. */
  bounds: Bounds;
  /** What the scene's coordinates are shifted by against the file's. */
  origin: { x: number; y: number };
  missing: boolean;
}

export async function openDxf(file: Blob, box: HTMLElement, paper: string, signal: AbortSignal): Promise<Drawing> {
  const viewer = new DxfViewer(box, { autoResize: true, clearColor: new Color(paper), antialias: true, colorCorrection: true });
  if (!viewer.HasRenderer()) throw new Unshown('no_graphics');
  let missing = false;
  viewer.Subscribe('message', (event: CustomEvent) => (missing ||= /missing fonts/.test(event.detail.message)));
  signal.addEventListener('abort', () => viewer.Destroy());
  await loaded(viewer, file, signal);
  const bounds = viewer.GetBounds();
  const origin = viewer.GetOrigin();
  if (!bounds || !origin) throw new Unshown('empty');
  return { viewer, layers: [...viewer.GetLayers(true)], bounds: shifted(bounds, origin), origin, missing };
}

function loaded(viewer: DxfViewer, file: Blob, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./dxf.worker.ts', import.meta.url), { type: 'module', name: 'dxf' });
    const end = (why: Why, detail = '') => {
      worker.terminate();
      reject(new Unshown(why, detail));
    };
    const timer = setTimeout(() => end('too_slow'), PATIENCE.dxf);
    signal.addEventListener('abort', () => end('unreadable', 'stopped'));
    worker.addEventListener('error', (event) => end('not_loaded', event.message));
    // The address goes to the worker as it is, and ours takes a file.
    viewer
      .Load({ url: file as unknown as string, fonts: [font], workerFactory: () => worker })
      .then(resolve, (error: unknown) => end(/too big|memory|allocation/i.test(String(error)) ? 'too_big' : 'unreadable', String(error)))
      .finally(() => clearTimeout(timer));
  });
}

function shifted({ minX, maxX, minY, maxY }: Bounds, { x, y }: { x: number; y: number }): Bounds {
  return { minX: minX - x, maxX: maxX - x, minY: minY - y, maxY: maxY - y };
}
