// A sheet that is moved with a finger, the mouse or the arrows, and zoomed with two, the wheel or + and -.
import { useEffect, useRef, useState, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react';
import { Easel } from '../marks/easel';
import { Inks } from '../marks/ink';
import { Pins, type Placed } from '../pins';
import { wheelFactor } from '../pinch';
import type { MarkActs, Pin, PinActs } from '../view';
import { moved, placement, pointAt, WHOLE, zoomed, type Size, type StageView } from './stage-view';
import css from './stage.module.css';

interface StageProps extends Omit<PinActs, 'onPin'>, Omit<MarkActs, 'onDraw'> {
  label: string;
  sheet: Size;
  view: StageView;
  onView(view: StageView): void;
  /** A tap on the sheet, 0 to 1, while somebody points. */
  onPoint?: ((x: number, y: number) => void) | undefined;
  /** Drawn in pixels of the sheet. */
  children: ReactNode;
}

const STEP = 60;
/** What stands on a stage has one page. */
const PAGE = { on: 'page', page: 1 } as const;

export function Stage({ label, sheet, view, onView, onPoint, pins = [], openPin, onOpenPin, layers = [], openLayer, easel, children }: StageProps) {
  const element = useRef<HTMLDivElement>(null);
  const box = useBox(element);
  const fingers = useRef(new Map<number, { x: number; y: number }>());
  const travelled = useRef(0);
  const latest = useRef(view);
  useEffect(() => {
    latest.current = view;
  }, [view]);

  const change = (next: StageView) => {
    latest.current = next;
    onView(next);
  };
  const place = (event: { clientX: number; clientY: number }) => {
    const { left, top } = element.current!.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  };
  const zoom = (factor: number, at = { x: box.width / 2, y: box.height / 2 }) => change(zoomed(latest.current, factor, at, box, sheet));

  const wheel = useRef(zoom);
  useEffect(() => {
    wheel.current = zoom;
  });
  useEffect(() => {
    const turn = (event: WheelEvent) => {
      event.preventDefault();
      wheel.current(wheelFactor(event), place(event));
    };
    const on = element.current!;
    on.addEventListener('wheel', turn, { passive: false });
    return () => on.removeEventListener('wheel', turn);
  }, []);

  const down = (event: PointerEvent) => {
    if ((event.target as Element).closest('button')) return;
    element.current!.setPointerCapture(event.pointerId);
    fingers.current.set(event.pointerId, place(event));
    if (fingers.current.size === 1) travelled.current = 0;
  };
  const move = (event: PointerEvent) => {
    const before = fingers.current.get(event.pointerId);
    if (!before) return;
    const now = place(event);
    const other = [...fingers.current].find(([id]) => id !== event.pointerId)?.[1];
    travelled.current += Math.hypot(now.x - before.x, now.y - before.y);
    if (other) {
      const apart = (point: { x: number; y: number }) => Math.hypot(point.x - other.x, point.y - other.y);
      const middle = { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 };
      change(moved(latest.current, (now.x - before.x) / 2, (now.y - before.y) / 2, box, sheet));
      if (apart(before) > 0) zoom(apart(now) / apart(before), middle);
    } else {
      change(moved(latest.current, now.x - before.x, now.y - before.y, box, sheet));
    }
    fingers.current.set(event.pointerId, now);
  };
  const up = (event: PointerEvent) => {
    const here = fingers.current.delete(event.pointerId);
    if (!here || event.type === 'pointercancel' || travelled.current > 8 || !onPoint) return;
    const { x, y } = pointAt(latest.current, place(event), box, sheet);
    if (x >= 0 && x <= 1 && y >= 0 && y <= 1) onPoint(x, y);
  };
  const press = (event: KeyboardEvent) => {
    const by: Record<string, () => void> = {
      ArrowLeft: () => change(moved(view, STEP, 0, box, sheet)),
      ArrowRight: () => change(moved(view, -STEP, 0, box, sheet)),
      ArrowUp: () => change(moved(view, 0, STEP, box, sheet)),
      ArrowDown: () => change(moved(view, 0, -STEP, box, sheet)),
      '+': () => zoom(1.25),
      '=': () => zoom(1.25),
      '-': () => zoom(1 / 1.25),
      '0': () => change(WHOLE),
    };
    if (event.target !== event.currentTarget || !by[event.key]) return;
    event.preventDefault();
    by[event.key]!();
  };

  useEffect(() => {
    // A layer that is asked for is seen whole, with its sheet.
    if (openLayer !== undefined) change(WHOLE);
  }, [openLayer]);

  const { scale, left, top } = placement(view, box, sheet);
  const drawn = { left, top, width: sheet.width * scale, height: sheet.height * scale };
  const find = () => {
    const { left: x, top: y } = element.current!.getBoundingClientRect();
    return { ground: PAGE, box: { ...drawn, left: drawn.left + x, top: drawn.top + y } };
  };
  return (
    <div
      ref={element}
      className={css.stage}
      tabIndex={0}
      role="img"
      aria-label={label}
      data-pointing={onPoint ? true : undefined}
      onPointerDown={down}
      onPointerMove={move}
      onPointerUp={up}
      onPointerCancel={up}
      onKeyDown={press}
      onDoubleClick={(event) => !onPoint && zoom(2, place(event))}
    >
      {box.width > 0 && (
        <>
          <div className={css.sheet} style={{ ...sheet, transform: `translate(${left}px, ${top}px) scale(${scale})` }}>
            {children}
          </div>
          <Inks placed={layers.filter(({ ground }) => ground.on === 'page' && ground.page === 1).map((layer) => ({ layer, box: drawn }))} />
          <Pins placed={placedOn(pins, sheet, { scale, left, top })} open={openPin} onOpen={onOpenPin} />
          {easel && (
            <Easel
              easel={easel}
              find={find}
              onMove={(dx, dy) => change(moved(latest.current, dx, dy, box, sheet))}
              onZoom={(factor, clientX, clientY) => zoom(factor, place({ clientX, clientY }))}
            />
          )}
        </>
      )}
    </div>
  );
}

function placedOn(pins: readonly Pin[], sheet: Size, at: { scale: number; left: number; top: number }): Placed[] {
  return pins.flatMap((pin) =>
    pin.spot.on === 'page'
      ? [{ pin, left: at.left + pin.spot.x * sheet.width * at.scale, top: at.top + pin.spot.y * sheet.height * at.scale }]
      : [],
  );
}

function useBox(element: { current: HTMLElement | null }): Size {
  const [box, setBox] = useState<Size>({ width: 0, height: 0 });
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => setBox({ width: entry!.contentRect.width, height: entry!.contentRect.height }));
    observer.observe(element.current!);
    return () => observer.disconnect();
  }, [element]);
  return box;
}
