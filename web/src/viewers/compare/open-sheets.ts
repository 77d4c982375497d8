// The sheets of a file as pictures of one size, so that two files can be laid over each other.
import type { Kind } from '../kind';
import { openDxf, type Bounds, type Drawing } from '../dxf/open-dxf';
import { openImage } from '../image/open-image';
import { PATIENCE } from '../limits';
import { openPdf } from '../pdf/open-pdf';
import { within } from '../work';

export interface Sheets {
  count: number;
  /** Where a drawing lies in its own coordinates; pages and pictures have none. */
  bounds?: Bounds;
  draw(page: number, frame: Bounds | undefined): Promise<HTMLCanvasElement>;
}

const LONGEST = 2800;
const PAPER = '#ffffff';

export async function openSheets(file: Blob, kind: Kind, signal: AbortSignal): Promise<Sheets> {
  if (kind.viewer === 'dxf') return drawingSheets(file, signal);
  if (kind.viewer === 'pdf') return pdfSheets(file, signal);
  const bitmap = await openImage(file);
  const scale = Math.min(1, LONGEST / Math.max(bitmap.width, bitmap.height));
  const { canvas, brush } = blank(bitmap.width * scale, bitmap.height * scale);
  brush.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return { count: 1, draw: () => Promise.resolve(canvas) };
}

async function pdfSheets(file: Blob, signal: AbortSignal): Promise<Sheets> {
  const { pages } = await openPdf(file, signal);
  return {
    count: pages.numPages,
    async draw(number) {
      const page = await pages.getPage(number);
      const whole = page.getViewport({ scale: 1 });
      const viewport = page.getViewport({ scale: LONGEST / Math.max(whole.width, whole.height) });
      const { canvas } = blank(viewport.width, viewport.height);
      await within(PATIENCE.pdf, page.render({ canvas, viewport }).promise);
      return canvas;
    },
  };
}

async function drawingSheets(file: Blob, signal: AbortSignal): Promise<Sheets> {
  const box = document.createElement('div');
  box.style.cssText = `position:fixed;left:-${2 * LONGEST}px;top:0;width:${LONGEST}px;height:${LONGEST}px`;
  document.body.append(box);
  signal.addEventListener('abort', () => box.remove());
  const drawing = await openDxf(file, box, PAPER, signal).catch((error: unknown) => {
    box.remove();
    throw error;
  });
  return { count: 1, bounds: inFile(drawing), draw: (_, frame) => Promise.resolve(pictureOf(drawing, frame ?? inFile(drawing))) };
}

function pictureOf({ viewer, origin }: Drawing, { minX, maxX, minY, maxY }: Bounds): HTMLCanvasElement {
  const width = maxX - minX || 1;
  const height = maxY - minY || 1;
  const scale = LONGEST / Math.max(width, height) / devicePixelRatio;
  viewer.SetSize(Math.ceil(width * scale), Math.ceil(height * scale));
  viewer.FitView(minX - origin.x, maxX - origin.x, minY - origin.y, maxY - origin.y, 0.02);
  viewer.Render();
  const drawn = viewer.GetCanvas();
  const { canvas, brush } = blank(drawn.width, drawn.height);
  brush.drawImage(drawn, 0, 0);
  return canvas;
}

const inFile = ({ bounds, origin }: Drawing): Bounds => ({
  minX: bounds.minX + origin.x,
  maxX: bounds.maxX + origin.x,
  minY: bounds.minY + origin.y,
  maxY: bounds.maxY + origin.y,
});

function blank(width: number, height: number) {
  const canvas = Object.assign(document.createElement('canvas'), { width: Math.max(1, Math.round(width)), height: Math.max(1, Math.round(height)) });
  const brush = canvas.getContext('2d')!;
  brush.fillStyle = PAPER;
  brush.fillRect(0, 0, canvas.width, canvas.height);
  return { canvas, brush };
}

export function around(a: Bounds | undefined, b: Bounds | undefined): Bounds | undefined {
  if (!a || !b) return a ?? b;
  return { minX: Math.min(a.minX, b.minX), maxX: Math.max(a.maxX, b.maxX), minY: Math.min(a.minY, b.minY), maxY: Math.max(a.maxY, b.maxY) };
}

export const ONLY_BEFORE = '#d4281c';
export const ONLY_AFTER = '#1746d1';

/** What stands in both sheets is dark, what stands in one has that one's colour. */
export function overlaid(before: HTMLCanvasElement, after: HTMLCanvasElement): HTMLCanvasElement {
  const width = Math.max(before.width, after.width);
  const height = Math.max(before.height, after.height);
  const { canvas, brush } = blank(width, height);
  brush.globalCompositeOperation = 'multiply';
  brush.drawImage(inked(before, ONLY_BEFORE), 0, 0);
  brush.drawImage(inked(after, ONLY_AFTER), 0, 0);
  return canvas;
}

function inked(sheet: HTMLCanvasElement, ink: string): HTMLCanvasElement {
  const { canvas, brush } = blank(sheet.width, sheet.height);
  brush.filter = 'grayscale(1)';
  brush.drawImage(sheet, 0, 0);
  brush.filter = 'none';
  brush.globalCompositeOperation = 'screen';
  brush.fillStyle = ink;
  brush.fillRect(0, 0, canvas.width, canvas.height);
  return canvas;
}
