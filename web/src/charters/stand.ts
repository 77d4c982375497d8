// Where the charters of a project stand. Pure.
import type { Charter, CharterSigner } from '../api/types';

/** Of two lists, what is newer, the newest version first: what the room heard stands for what was read before. */
export function newest(read: readonly Charter[], heard: readonly Charter[]): Charter[] {
  const all = new Map(read.map((charter) => [charter.id, charter]));
  for (const charter of heard) {
    const known = all.get(charter.id);
    if (!known || known.version < charter.version) all.set(charter.id, charter);
  }
  return [...all.values()].sort((a, b) => b.number - a.number);
}

export const inForce = (all: readonly Charter[]) => all.find(({ state }) => state === 'in_force');
export const openProposal = (all: readonly Charter[]) => all.find(({ state }) => state === 'proposed');
export const past = (all: readonly Charter[]) => all.filter(({ state }) => state === 'replaced' || state === 'dropped');

export const missing = ({ signers }: Charter): CharterSigner[] => signers.filter(({ signature }) => signature === undefined);

/** Whether a firm's signature is missing. */
export const signsNow = (charter: Charter, firm_id: string) => charter.state === 'proposed' && missing(charter).some((signer) => signer.firm_id === firm_id);

/** Whether this firm's signature is the last one. */
export const isLast = (charter: Charter, firm_id: string) => missing(charter).every((signer) => signer.firm_id === firm_id);
