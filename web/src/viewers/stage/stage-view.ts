// Where one looks at a sheet: which point of it stands in the middle, and how much it is enlarged.
// Free of pixels, so that two boxes of different size can share it.
export interface StageView {
  /** 1 shows the whole sheet. */
  zoom: number;
  /** The point in the middle of the box, 0 to 1 over the sheet. */
  x: number;
  y: number;
}

export interface Size {
  width: number;
  height: number;
}

export const WHOLE: StageView = { zoom: 1, x: 0.5, y: 0.5 };

const MOST_ZOOM = 40;

/** Pixels of the box for one unit of the sheet when all of it is seen. */
export function fitScale(box: Size, sheet: Size): number {
  return Math.min(box.width / sheet.width, box.height / sheet.height);
}

export interface Placement {
  scale: number;
  left: number;
  top: number;
}

export function placement(view: StageView, box: Size, sheet: Size): Placement {
  const scale = fitScale(box, sheet) * view.zoom;
  return { scale, left: box.width / 2 - view.x * sheet.width * scale, top: box.height / 2 - view.y * sheet.height * scale };
}

/** Zooms so that the point of the sheet under `at`, in pixels of the box, stays where it is. */
export function zoomed(view: StageView, factor: number, at: { x: number; y: number }, box: Size, sheet: Size): StageView {
  const zoom = Math.min(MOST_ZOOM, Math.max(1, view.zoom * factor));
  const under = pointAt(view, at, box, sheet);
  const scale = fitScale(box, sheet) * zoom;
  return kept({
    zoom,
    x: under.x - (at.x - box.width / 2) / (sheet.width * scale),
    y: under.y - (at.y - box.height / 2) / (sheet.height * scale),
  });
}

export function moved(view: StageView, dx: number, dy: number, box: Size, sheet: Size): StageView {
  const { scale } = placement(view, box, sheet);
  return kept({ ...view, x: view.x - dx / (sheet.width * scale), y: view.y - dy / (sheet.height * scale) });
}

/** The point of the sheet, 0 to 1, under a pixel of the box. */
export function pointAt(view: StageView, at: { x: number; y: number }, box: Size, sheet: Size): { x: number; y: number } {
  const { scale, left, top } = placement(view, box, sheet);
  return { x: (at.x - left) / (sheet.width * scale), y: (at.y - top) / (sheet.height * scale) };
}

/** The whole sheet stands in the middle; an enlarged one does not leave the box. */
function kept(view: StageView): StageView {
  const slack = Math.max(0, 0.5 - 0.5 / view.zoom);
  const near = (value: number) => Math.min(0.5 + slack, Math.max(0.5 - slack, value));
  return { zoom: view.zoom, x: near(view.x), y: near(view.y) };
}
