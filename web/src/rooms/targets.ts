// Addresses of things in a project on this server, and what an address names. Pure.
export type TargetKind = 'message' | 'item' | 'phase' | 'member' | 'meeting' | 'design' | 'comment' | 'approval';

export interface Target {
  project: string;
  kind: TargetKind;
  id: string;
}

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export function addressOf({ project, kind, id }: Target): string {
  const at = `/projects/${project}`;
  switch (kind) {
    case 'message':
      return `${at}#${id}`;
    case 'meeting':
      return `${at}/meetings/${id}`;
    case 'design':
      return `${at}/designs/${id}`;
    case 'approval':
      return `${at}/approvals/${id}`;
    case 'comment':
      return `${at}/designs?comment=${id}`;
    case 'member':
      return `${at}/people?person=${id}`;
    default:
      return `${at}/plan?${kind}=${id}`;
  }
}

/** Where the room opens at a place of its record. */
export function placeAddress(project: string, seq: number): string {
  return `/projects/${project}#seq-${seq}`;
}

/** Where a design opens with what changed since a revision of it. */
export function changesAddress({ project_id, design_id }: { project_id: string; design_id: string }, revision_id: string): string {
  return `${addressOf({ project: project_id, kind: 'design', id: design_id })}?since=${revision_id}`;
}

/** The thing that an address of this server names; nothing for any other address. */
export function targetOf(href: string, origin: string): Target | undefined {
  if (!URL.canParse(href)) return undefined;
  const url = new URL(href);
  const [, place, project = '', tab, more, ...rest] = url.pathname.split('/');
  if (url.origin !== origin || place !== 'projects' || !ID.test(project)) return undefined;
  const found = (kind: TargetKind, id: string | null) => (id !== null && ID.test(id) ? { project, kind, id } : undefined);
  if (tab === 'meetings' && rest.length === 0) return found('meeting', more ?? null);
  if (tab === 'approvals' && rest.length === 0) return found('approval', more ?? null);
  if (tab === 'designs' && more !== undefined && rest.length === 0) return found('design', more);
  if (more !== undefined) return undefined;
  const asked = url.searchParams;
  if (tab === undefined || tab === '') return found('message', url.hash.slice(1));
  if (tab === 'designs') return found('comment', asked.get('comment'));
  if (tab === 'people') return found('member', asked.get('person'));
  return tab === 'plan' ? (found('item', asked.get('item')) ?? found('phase', asked.get('phase'))) : undefined;
}
