// Takes the hand while somebody draws: one finger, the mouse or a pen draws, two fingers and the wheel move and zoom. Where
// a pen is used, a finger alone moves: the hand that rests on the glass draws nothing.
import { useEffect, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { wheelFactor } from '../pinch';
import type { Easel as Drawing, Ground } from '../view';
import { apartFrom, pointOf, simplified, type Box, type Place } from './geometry';
import { Line } from './ink';
import css from './marks.module.css';

/** A ground under a pixel of the screen, and where it lies there. */
export interface Found {
  ground: Ground;
  box: Box;
}

interface EaselProps {
  easel: Drawing;
  find(clientX: number, clientY: number): Found | undefined;
  onMove(dx: number, dy: number): void;
  onZoom(factor: number, clientX: number, clientY: number): void;
  /** Where the wheel scrolls instead of zooming. */
  scrolls?: boolean;
  /** The measure of a model is two points of it, not a line over it. */
  onTap?: ((clientX: number, clientY: number) => void) | undefined;
}

interface Stroke extends Found {
  pointer: number;
  line: Place[];
}

const NEAR = 16;

export function Easel({ easel, find, onMove, onZoom, scrolls = false, onTap }: EaselProps) {
  const { t } = useTranslation();
  const element = useRef<HTMLDivElement>(null);
  const fingers = useRef(new Map<number, Place>());
  const moves = useRef(false);
  const penned = useRef(false);
  const stroke = useRef<Stroke>(undefined);
  const [, draw] = useState(0);
  const again = () => draw((count) => count + 1);
  const { tool } = easel;

  const ways = useRef({ onMove, onZoom });
  useEffect(() => {
    ways.current = { onMove, onZoom };
  });
  useEffect(() => {
    const turn = (event: WheelEvent) => {
      event.preventDefault();
      event.stopPropagation();
      if (scrolls && !event.ctrlKey && !event.metaKey) ways.current.onMove(-event.deltaX, -event.deltaY);
      else ways.current.onZoom(wheelFactor(event), event.clientX, event.clientY);
    };
    const on = element.current!;
    on.addEventListener('wheel', turn, { passive: false });
    return () => on.removeEventListener('wheel', turn);
  }, [scrolls]);

  const end = () => {
    stroke.current = undefined;
    again();
  };
  const down = (event: PointerEvent) => {
    event.stopPropagation();
    element.current!.setPointerCapture(event.pointerId);
    fingers.current.set(event.pointerId, placeOf(event));
    if (event.pointerType === 'pen') penned.current = true;
    const rests = penned.current && event.pointerType === 'touch';
    if (fingers.current.size > 1 || event.button > 0 || rests) {
      moves.current = true;
      return end();
    }
    const found = find(event.clientX, event.clientY);
    if (!found) {
      moves.current = true;
      return;
    }
    stroke.current = { ...found, pointer: event.pointerId, line: [placeOf(event)] };
    again();
  };
  const move = (event: PointerEvent) => {
    event.stopPropagation();
    const before = fingers.current.get(event.pointerId);
    if (!before) return;
    const now = placeOf(event);
    fingers.current.set(event.pointerId, now);
    if (moves.current) return moved(event.pointerId, before, now);
    if (stroke.current?.pointer !== event.pointerId) return;
    stroke.current.line.push(now);
    again();
  };
  const moved = (pointer: number, before: Place, now: Place) => {
    const other = [...fingers.current].find(([id]) => id !== pointer)?.[1];
    if (!other) return onMove(now.x - before.x, now.y - before.y);
    const apart = (place: Place) => Math.hypot(place.x - other.x, place.y - other.y);
    onMove((now.x - before.x) / 2, (now.y - before.y) / 2);
    if (apart(before) > 0) onZoom(apart(now) / apart(before), (now.x + other.x) / 2, (now.y + other.y) / 2);
  };
  const up = (event: PointerEvent) => {
    event.stopPropagation();
    const drawn = stroke.current;
    fingers.current.delete(event.pointerId);
    if (fingers.current.size === 0) moves.current = false;
    if (drawn?.pointer !== event.pointerId) return;
    end();
    if (event.type !== 'pointercancel') finish(drawn);
  };
  const finish = ({ ground, box, line }: Stroke) => {
    const [first, last] = [line[0]!, line.at(-1)!];
    if (tool === 'eraser') return erase(last, ground, box);
    if (tool === 'text') return easel.onPlace(ground, pointOf(last, box, ground.on));
    if (tool === 'measure' && onTap) return onTap(last.x, last.y);
    const places = tool === 'pen' ? simplified(line) : [first, last];
    const points = places.flatMap((place) => pointOf(place, box, ground.on));
    if (isDrawn(tool, first, last, line)) easel.onShape(ground, { kind: tool, color: easel.color, width: easel.width, points });
  };
  const erase = (at: Place, ground: Ground, box: Box) => {
    const here = easel.layers.filter((layer) => sameGround(layer.ground, ground));
    const each = here.flatMap(({ id, shapes }) => shapes.map((shape, index) => ({ id, index, apart: apartFrom(shape, at, box) })));
    const [nearest] = each.filter(({ apart }) => apart < NEAR).sort((a, b) => a.apart - b.apart);
    if (nearest) easel.onErase(nearest.id, nearest.index);
  };
  const press = (event: KeyboardEvent) => {
    const step = 60;
    const { left, top, width, height } = element.current!.getBoundingClientRect();
    const middle: [number, number] = [left + width / 2, top + height / 2];
    const found = find(...middle);
    const by: Record<string, () => void> = {
      ArrowLeft: () => onMove(step, 0),
      ArrowRight: () => onMove(-step, 0),
      ArrowUp: () => onMove(0, step),
      ArrowDown: () => onMove(0, -step),
      '+': () => onZoom(1.25, ...middle),
      '=': () => onZoom(1.25, ...middle),
      '-': () => onZoom(1 / 1.25, ...middle),
      Enter: () => found && tool === 'text' && easel.onPlace(found.ground, pointOf({ x: middle[0], y: middle[1] }, found.box, found.ground.on)),
    };
    if (event.key.toLowerCase() === 'z' && (event.ctrlKey || event.metaKey)) easel.onUndo();
    else if (by[event.key]) by[event.key]!();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div
      ref={element}
      className={css.easel}
      tabIndex={0}
      role="application"
      aria-label={t('viewers.marks.easel')}
      data-tool={tool}
      onPointerDown={down}
      onPointerMove={move}
      onPointerUp={up}
      onPointerCancel={up}
      onKeyDown={press}
      onClick={(event) => event.stopPropagation()}
      onDoubleClick={(event) => event.stopPropagation()}
      onContextMenu={(event) => event.preventDefault()}
    >
      {stroke.current && <UnderWay stroke={stroke.current} easel={easel} within={element.current!.getBoundingClientRect()} />}
    </div>
  );
}

/** The line that the hand draws now. */
function UnderWay({ stroke: { line, box }, easel, within }: { stroke: Stroke; easel: Drawing; within: DOMRect }) {
  if (easel.tool === 'text' || easel.tool === 'eraser') return null;
  const here = easel.tool === 'pen' ? line : [line[0]!, line.at(-1)!];
  // One unit is one pixel: it is drawn before it is measured.
  const points = here.flatMap(({ x, y }) => [x - within.left, y - within.top]);
  const pixels = { ...box, left: 0, top: 0, width: 1, height: 1 };
  return (
    <svg width="100%" height="100%" aria-hidden="true">
      <Line shape={{ kind: easel.tool, color: easel.color, width: easel.width, points }} box={pixels} />
    </svg>
  );
}

const placeOf = ({ clientX, clientY }: PointerEvent): Place => ({ x: clientX, y: clientY });

/** A tap is no line, and a rectangle has two sides. */
function isDrawn(tool: string, first: Place, last: Place, line: readonly Place[]): boolean {
  const [dx, dy] = [Math.abs(last.x - first.x), Math.abs(last.y - first.y)];
  if (tool === 'cloud') return dx > 6 && dy > 6;
  return tool === 'pen' ? line.some(({ x, y }) => Math.hypot(x - first.x, y - first.y) > 2) : Math.hypot(dx, dy) > 6;
}

function sameGround(one: Ground, other: Ground): boolean {
  return one.on === 'page' ? other.on === 'page' && one.page === other.page : other.on === 'model';
}
