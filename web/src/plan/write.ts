// A change of the plan, or what is said on a design, on its way: it is kept on this device first. While a sheet is open and
// the server answers soon, a refusal stands at the fields; else it waits on its row.
import { useEffect, useRef } from 'react';
import { useSigned } from '../access/signed';
import { Refusal } from '../api/problem';
import type { PlanWrite } from '../sync/plan-write';
import { useAct, type Act } from '../ui/form';

const PATIENCE_MS = 2_500;

/** `keep` puts it into the outbox; `done` gets the id of what is made. */
export function useKeptWrite<W>(keep: (write: W) => Promise<{ id: string }>, done: (id: string) => void): Act<[W]> {
  const { engine } = useSigned();
  const here = useRef(true);
  useEffect(() => {
    here.current = true;
    return () => void (here.current = false);
  }, []);
  return useAct(async (_key, write: W) => {
    const { id } = await keep(write);
    const outcome = navigator.onLine ? await engine.outbox.outcome(id, PATIENCE_MS) : 'waiting';
    if (!here.current) return;
    if (typeof outcome === 'string') return done(id);
    await engine.outbox.discard(id);
    throw new Refusal(outcome.status, outcome);
  });
}

export function useWrite(projectId: string, done: () => void): Act<[PlanWrite]> {
  const { engine } = useSigned();
  return useKeptWrite((write: PlanWrite) => engine.outbox.addPlan(projectId, write), done);
}
