// Where one looks at a drawing. dxf-viewer has a camera, but no buttons and no keys for it.
import type { Drawing } from './open-dxf';

export function fit({ viewer, bounds }: Drawing): void {
  viewer.FitView(bounds.minX, bounds.maxX, bounds.minY, bounds.maxY, 0.06);
  viewer.Render();
}

function seen({ viewer }: Drawing) {
  const { left, right, top, bottom, zoom: by, position } = viewer.GetCamera();
  return { x: position.x + (left + right) / 2, y: position.y + (top + bottom) / 2, width: (right - left) / by, height: (top - bottom) / by };
}

export function zoom(drawing: Drawing, factor: number): void {
  const { x, y, width } = seen(drawing);
  look(drawing, x, y, width / factor);
}

/** A tenth of what is seen, in either direction. */
export function nudge(drawing: Drawing, right: number, up: number): void {
  const { x, y, width, height } = seen(drawing);
  look(drawing, x + (right * width) / 10, y + (up * height) / 10, width);
}

/** Moves what is seen by pixels of the canvas. */
export function slide(drawing: Drawing, dx: number, dy: number): void {
  const { x, y, width, height } = seen(drawing);
  const { clientWidth, clientHeight } = drawing.viewer.GetCanvas();
  look(drawing, x - (dx / clientWidth) * width, y + (dy / clientHeight) * height, width);
}

/** Zooms so that what lies under a pixel of the canvas stays there. */
export function zoomAt(drawing: Drawing, factor: number, left: number, top: number): void {
  const { x, y, width, height } = seen(drawing);
  const { clientWidth, clientHeight } = drawing.viewer.GetCanvas();
  const less = 1 - 1 / factor;
  look(drawing, x + (left / clientWidth - 0.5) * width * less, y - (top / clientHeight - 0.5) * height * less, width / factor);
}

function look({ viewer }: Drawing, x: number, y: number, width: number): void {
  viewer.SetView({ x, y, z: 0 } as Parameters<typeof viewer.SetView>[0], width);
  viewer.Render();
}

/** From pixels of the canvas to the sheet, 0 to 1 from its upper left corner. */
export function sheetPoint(drawing: Drawing, left: number, top: number): { x: number; y: number } {
  const { bounds, viewer } = drawing;
  const at = seen(drawing);
  const { clientWidth, clientHeight } = viewer.GetCanvas();
  const x = at.x + (left / clientWidth - 0.5) * at.width;
  const y = at.y - (top / clientHeight - 0.5) * at.height;
  return { x: (x - bounds.minX) / (bounds.maxX - bounds.minX || 1), y: (bounds.maxY - y) / (bounds.maxY - bounds.minY || 1) };
}

export function canvasPoint(drawing: Drawing, x: number, y: number): { left: number; top: number } {
  const { bounds, viewer } = drawing;
  const at = seen(drawing);
  const { clientWidth, clientHeight } = viewer.GetCanvas();
  const sceneX = bounds.minX + x * (bounds.maxX - bounds.minX);
  const sceneY = bounds.maxY - y * (bounds.maxY - bounds.minY);
  return { left: ((sceneX - at.x) / at.width + 0.5) * clientWidth, top: (0.5 - (sceneY - at.y) / at.height) * clientHeight };
}
