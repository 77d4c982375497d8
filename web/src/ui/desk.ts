import { useSyncExternalStore } from 'react';

function matching(query: string) {
  const list = matchMedia(query);
  return {
    subscribe(listener: () => void) {
      list.addEventListener('change', listener);
      return () => list.removeEventListener('change', listener);
    },
    get: () => list.matches,
  };
}

let desk: ReturnType<typeof matching> | undefined;
let wide: ReturnType<typeof matching> | undefined;

/** A screen with room for panes beside each other. */
export function useDesk(): boolean {
  desk ??= matching('(min-width: 900px)');
  return useSyncExternalStore(desk.subscribe, desk.get);
}

/** Room for a third pane. */
export function useWide(): boolean {
  wide ??= matching('(min-width: 1200px)');
  return useSyncExternalStore(wide.subscribe, wide.get);
}
