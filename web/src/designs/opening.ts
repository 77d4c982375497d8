// Opening a revision, which is written down for both sides, and is what the reader has seen from then on.
import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { useSigned } from '../access/signed';
import type { Revision } from '../api/types';
import { laterOf } from './changed';
import { lookedKey, type Looked } from './looked';
import { openRevision } from './writes';

/** Says that a revision is opened, and keeps here that it was, once the server has it. */
export function useOpening(): (revision: Revision) => Promise<void> {
  const queries = useQueryClient();
  const { answers, store } = useSigned();
  return useCallback(
    async (revision) => {
      // Looking goes on when it cannot be said now: what was not written down was not seen on other devices either.
      const opened = await openRevision(revision.id).catch(() => undefined);
      if (!opened) return;
      const key = lookedKey(revision.project_id);
      // A read that began before it would say that it was not opened.
      await queries.cancelQueries({ queryKey: key });
      const known = queries.getQueryData<Looked>(key) ?? (answers.get(key.join('/'))?.value as Looked | undefined) ?? {};
      const at = new Date().toISOString();
      const looked = laterOf(known[revision.design_id], opened, at);
      if (!looked) return;
      const answer = { value: { ...known, [revision.design_id]: looked }, at: Date.now() };
      queries.setQueryData(key, answer.value);
      answers.set(key.join('/'), answer);
      void store.keepAnswer(key.join('/'), answer);
    },
    [queries, answers, store],
  );
}
