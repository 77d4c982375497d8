// The keyboard of a desk: to go anywhere, to move, to act on one's turn. Nothing is taken from somebody who writes.
import { lazy, Suspense, useEffect, useState } from 'react';
import { useLocation } from 'wouter';

const GoSheet = lazy(() => import('../search/go-sheet'));
const KeysSheet = lazy(() => import('./keys-sheet'));

/** Rows of lists, and what was said in a room. */
const ROWS = 'li[data-seq][tabindex], main li > a, main li > button, [data-moves] li > a, [data-moves] li > button';

export default function Keys() {
  const [open, setOpen] = useState<'go' | 'keys'>();
  const [location, go] = useLocation();
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const whole = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
      if (whole && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        return setOpen('go');
      }
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isBusy(event.target)) return;
      // By the place of the key, so that it is found under a Korean keyboard too.
      if (event.key === '?') setOpen('keys');
      else if (event.code === 'KeyJ') move(1);
      else if (event.code === 'KeyK') move(-1);
      else if (event.code === 'KeyE' && !actHere()) go('/turn');
      else return;
      event.preventDefault();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, [go, location]);
  return (
    <Suspense>
      {open === 'go' && <GoSheet onClose={() => setOpen(undefined)} />}
      {open === 'keys' && <KeysSheet onClose={() => setOpen(undefined)} />}
    </Suspense>
  );
}

/** Somebody writes, chooses, or has a sheet open. */
function isBusy(target: EventTarget | null): boolean {
  if (document.querySelector('[role=dialog]')) return true;
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

function shown(selector: string): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>(selector)].filter((each) => each.offsetParent !== null);
}

function move(step: 1 | -1): void {
  const rows = shown(ROWS);
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  const next = at >= 0 ? rows[at + step] : step > 0 && !inRoom(rows) ? rows[0] : rows.at(-1);
  next?.focus();
  next?.scrollIntoView({ block: 'nearest' });
}

/** A room is read from its end. */
function inRoom(rows: readonly HTMLElement[]): boolean {
  return rows.some((row) => row.dataset.seq !== undefined);
}

/** Does what is the reader's turn in the chosen row, or in the first that has something; false when none does. */
function actHere(): boolean {
  const chosen = document.activeElement?.closest('li')?.querySelector<HTMLElement>('[data-act]');
  const act = chosen ?? shown('[data-act]')[0];
  if (!act) return false;
  if (chosen) act.click();
  else act.closest('li')?.querySelector<HTMLElement>('button')?.focus();
  return true;
}
