// The typeface comes in slices, each asked for when its first letter is drawn. Words that stand before theirs came change
// their width, and everything below them moves.
import { useEffect, useState } from 'react';

/** Nobody waits longer for a typeface; the words then move once. */
const PATIENCE_MS = 1_000;

/** Whether the letters of what is drawn are here, or are waited for no longer. Until then it is better not seen. */
export function useLettersHere(drawn: boolean): boolean {
  const [here, setHere] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setHere(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, []);
  useEffect(() => {
    if (!drawn) return;
    // Slices are asked for by the layout of this frame.
    const frame = requestAnimationFrame(() => requestAnimationFrame(() => void document.fonts.ready.then(() => setHere(true))));
    return () => cancelAnimationFrame(frame);
  }, [drawn]);
  return here;
}
