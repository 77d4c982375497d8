// What is new in a project for the reader: the list's numbers, carried forward by what has arrived since.
import { useSyncExternalStore } from 'react';
import { useSigned } from '../access/signed';
import type { Project } from '../api/types';

export function useUnread(project: Project): number {
  const { engine } = useSigned();
  return useSyncExternalStore(engine.subscribe, () => {
    const room = engine.room(project.id);
    const head = Math.max(project.head_seq ?? 0, room.state?.as_of_seq ?? 0);
    const read = Math.max(project.read_seq ?? 0, room.readSeq);
    return Math.max(0, head - read);
  });
}
