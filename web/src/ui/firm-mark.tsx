// The mark of a firm where no project says which side it is on: as the projects and clusters known here have it.
import { useSigned } from '../access/signed';
import type { Firm, Project } from '../api/types';
import { Mark } from './mark';

const MOST = 20;

function useSide(firm_id: string): string | undefined {
  const { answers, engine } = useSigned();
  for (const [name, { value }] of answers) {
    const kind = name.startsWith('firms/') && (value as Firm[]).find((firm) => firm.id === firm_id)?.kind;
    if (kind) return kind;
  }
  const projects = (answers.get('projects')?.value ?? []) as Project[];
  for (const { id } of projects.slice(0, MOST)) {
    const party = engine.room(id).state?.parties.find((each) => each.firm_id === firm_id);
    if (party) return party.side;
  }
  return undefined;
}

export function FirmMark({ id, name, size }: { id: string; name: string; size?: 'small' | 'normal' }) {
  return <Mark id={id} name={name} side={useSide(id)} size={size} />;
}
