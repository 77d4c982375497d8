// Two fingers, or the wheel with Ctrl, zoom what scrolls by itself.
import { useEffect, useRef, type RefObject } from 'react';

export function usePinch(element: RefObject<HTMLElement | null>, onZoom: (factor: number, x: number, y: number) => void): void {
  const zoom = useRef(onZoom);
  useEffect(() => {
    zoom.current = onZoom;
  });
  useEffect(() => {
    const on = element.current;
    if (!on) return;
    const stop = new AbortController();
    const options = { passive: false, signal: stop.signal };
    let apart = 0;
    on.addEventListener('touchstart', (event) => (apart = spread(event)), options);
    on.addEventListener(
      'touchmove',
      (event) => {
        const now = spread(event);
        if (now === 0 || apart === 0) return;
        event.preventDefault();
        const factor = now / apart;
        if (Math.abs(factor - 1) < 0.02) return;
        apart = now;
        const [a, b] = event.touches;
        zoom.current(factor, (a!.clientX + b!.clientX) / 2, (a!.clientY + b!.clientY) / 2);
      },
      options,
    );
    on.addEventListener(
      'wheel',
      (event) => {
        if (!event.ctrlKey && !event.metaKey) return;
        event.preventDefault();
        zoom.current(wheelFactor(event), event.clientX, event.clientY);
      },
      options,
    );
    return () => stop.abort();
  }, [element]);
}

/** How much one turn of the wheel zooms, whatever it counts in. */
export function wheelFactor(event: WheelEvent): number {
  const pixels = event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1);
  return Math.exp(-Math.max(-100, Math.min(100, pixels)) / 300);
}

function spread({ touches }: TouchEvent): number {
  const [a, b] = touches;
  return a && b ? Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY) : 0;
}
