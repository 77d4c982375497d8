// How much of a long room is drawn: its end, as far back as the reader was, and more as they scroll up.
import { useCallback, useEffect, useReducer, useRef } from 'react';
import type { DureEvent } from '../api/types';
import type { RoomView } from '../sync/room';

/** What a screen shows; more follows once it stands. */
const FIRST = 40;
const MORE = 80;
const SOON_MS = 250;
/** No more than this for the sake of what is new. */
const MOST_NEW = 300;

/** The first place that is drawn when a room opens. */
export function drawnFrom(log: readonly DureEvent[], readBefore: number): number {
  const [first, last] = [log[0]?.seq ?? 0, log.at(-1)?.seq ?? 0];
  const news = readBefore > 0 ? Math.max(readBefore - 10, last - MOST_NEW) : last;
  return Math.max(first, Math.min(last - FIRST, news));
}

export function useDrawn(room: RoomView, readBefore: number, loadOlder: () => Promise<void>) {
  const { log } = room;
  const from = useRef<number>(undefined);
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const last = log.at(-1)?.seq ?? 0;
  // Another epoch of the record may end before what was drawn began.
  if (log.length > 0 && (from.current === undefined || from.current > last)) from.current = drawnFrom(log, readBefore);
  const start = from.current ?? 0;
  const drawn = start <= (log[0]?.seq ?? 0) ? log : log.slice(start - (log[0]?.seq ?? 0));

  const first = useRef(0);
  first.current = log[0]?.seq ?? 0;
  /** Draws more of what is here; false when all of it is drawn. */
  const more = useCallback(() => {
    if (from.current === undefined || from.current <= first.current) return false;
    from.current -= MORE;
    redraw();
    return true;
  }, []);
  /** The same, or asks for what is not here. */
  const older = useCallback(async () => {
    if (from.current === undefined || more()) return;
    from.current = first.current - MORE;
    await loadOlder();
  }, [more, loadOlder]);
  const filled = log.length > 0;
  useEffect(() => {
    if (!filled) return;
    const timer = setTimeout(more, SOON_MS);
    return () => clearTimeout(timer);
  }, [filled, more]);
  return { drawn, more, older };
}
