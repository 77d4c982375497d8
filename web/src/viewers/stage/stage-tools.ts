import { useState } from 'react';
import { WHOLE, type StageView } from './stage-view';

/** What every view on a stage keeps: where one looks, and whether one points. */
export function useStageTools() {
  const [view, setView] = useState<StageView>(WHOLE);
  const [pointing, setPointing] = useState(false);
  const zoom = (factor: number) =>
    setView((before) => {
      const next = Math.max(1, Math.min(40, before.zoom * factor));
      return next === 1 ? WHOLE : { ...before, zoom: next };
    });
  return { view, setView, zoom, pointing, setPointing };
}
