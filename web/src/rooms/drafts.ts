// What stands half-written in a room's composer; it survives leaving the room and a reload.
import type { Mention } from '../api/types';

export interface Draft {
  body: string;
  audience?: string[];
  replyTo?: string;
  /** Whom `@` and a name in the words mean. */
  named?: { name: string; mention: Mention }[];
  /** The message whose words these are to replace. */
  editing?: string;
}

const PREFIX = 'dure.draft.';
const EMPTY: Draft = { body: '' };

class DraftCell {
  private value: Draft;
  private readonly listeners = new Set<() => void>();

  constructor(private readonly key: string) {
    this.value = read(key);
  }

  get = (): Draft => this.value;

  set(draft: Draft): void {
    this.value = draft;
    if (draft.body === '' && !draft.audience && !draft.replyTo && !draft.editing) sessionStorage.removeItem(this.key);
    else sessionStorage.setItem(this.key, JSON.stringify(draft));
    for (const listener of this.listeners) listener();
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
}

const cells = new Map<string, DraftCell>();

export function draftOf(projectId: string, personId: string): DraftCell {
  const key = `${PREFIX}${personId}.${projectId}`;
  let cell = cells.get(key);
  if (!cell) cells.set(key, (cell = new DraftCell(key)));
  return cell;
}

function read(key: string): Draft {
  try {
    const kept = sessionStorage.getItem(key);
    return kept ? (JSON.parse(kept) as Draft) : EMPTY;
  } catch {
    return EMPTY;
  }
}
