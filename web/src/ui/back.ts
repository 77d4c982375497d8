// The way back closes the sheet that is open, as on any phone: an open sheet is one step of the history. The step
// stays when the sheet is closed in another way, and going back later passes over it.
import { useEffect, useRef } from 'react';

const MARK = 'dure.sheet';
const open: { close(): void }[] = [];
let watching = false;
let wasMarked = false;

const marked = () => (history.state as Record<string, unknown> | null)?.[MARK] === true;
const note = () => void (wasMarked = marked());

function mark(): void {
  if (!marked()) history.pushState({ ...history.state, [MARK]: true }, '');
  note();
}

function popped(): void {
  const left = wasMarked && !marked();
  note();
  if (!left) return;
  const top = open.at(-1);
  if (!top) return history.back();
  top.close();
  // A sheet that stays, or the one below, is a step again.
  setTimeout(() => open.length > 0 && mark(), 0);
}

/** While the caller is on the screen, going back calls `close` and leaves the address as it is. */
export function useBack(close: () => void): void {
  const latest = useRef(close);
  latest.current = close;
  useEffect(() => {
    if (!watching) {
      watching = true;
      addEventListener('popstate', popped);
      // The router tells of new addresses by these.
      addEventListener('pushState', note);
      addEventListener('replaceState', note);
    }
    const sheet = { close: () => latest.current() };
    open.push(sheet);
    mark();
    return () => void open.splice(open.indexOf(sheet), 1);
  }, []);
}
