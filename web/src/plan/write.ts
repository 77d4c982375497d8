// A change of the plan on its way: it is kept on this device first. While a sheet is open and the server answers soon,
// a refusal stands at the fields; else the change waits on its row.
import { useEffect, useRef } from 'react';
import { useSigned } from '../access/signed';
import { Refusal } from '../api/problem';
import type { PlanWrite } from '../sync/plan-write';
import { useAct, type Act } from '../ui/form';

const PATIENCE_MS = 2_500;

export function useWrite(projectId: string, done: () => void): Act<[PlanWrite]> {
  const { engine } = useSigned();
  const here = useRef(true);
  useEffect(() => {
    here.current = true;
    return () => void (here.current = false);
  }, []);
  return useAct(async (_key, write: PlanWrite) => {
    const { id } = await engine.outbox.addPlan(projectId, write);
    const outcome = navigator.onLine ? await engine.outbox.outcome(id, PATIENCE_MS) : 'waiting';
    if (!here.current) return;
    if (typeof outcome === 'string') return done();
    await engine.outbox.discard(id);
    throw new Refusal(outcome.status, outcome);
  });
}
