// The way back closes the sheet that is open, as on any phone: an open sheet is one step of the history.
import { useEffect, useRef } from 'react';

const MARK = 'dure.sheet';
const open: { close(): void }[] = [];

const marked = () => (history.state as Record<string, unknown> | null)?.[MARK] === true;

function mark(): void {
  if (!marked()) history.pushState({ ...history.state, [MARK]: true }, '');
}

function popped(): void {
  if (marked()) return;
  const top = open.at(-1);
  if (!top) return;
  top.close();
  // A sheet that stays, or the one below, is a step again.
  setTimeout(() => open.length > 0 && mark(), 0);
}

/** While the caller is on the screen, going back calls `close` and leaves the address as it is. */
export function useBack(close: () => void): void {
  const latest = useRef(close);
  latest.current = close;
  useEffect(() => {
    const sheet = { close: () => latest.current() };
    if (open.length === 0) window.addEventListener('popstate', popped);
    open.push(sheet);
    mark();
    return () => {
      open.splice(open.indexOf(sheet), 1);
      // Another sheet may follow in the same breath, or the address has changed already.
      setTimeout(() => {
        if (open.length > 0) return;
        window.removeEventListener('popstate', popped);
        if (marked()) history.back();
      }, 0);
    };
  }, []);
}
