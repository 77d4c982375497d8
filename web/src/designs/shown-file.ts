// A file on the screen: on a phone what stands in its place, until the file itself is asked for; at a desk the file.
import { skipToken, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useState } from 'react';
import type { RevisionFile } from '../api/types';
import { useDesk } from '../ui/desk';
import { LARGEST } from '../viewers/limits';
import { isHeavy, isLightened, lighten } from './previews';
import { content, previewOf } from './writes';

export function useShownFile(project_id: string, file: RevisionFile) {
  const desk = useDesk();
  const [itself, setItself] = useState(false);
  const preview = usePreview(file, !desk && !itself && isHeavy(file));
  // On a phone the file itself is fetched when it is asked for, or when nothing stands in its place.
  const read = useContent(file, desk || itself || !preview.isEnabled || preview.isError || preview.data === null);
  useLightened(project_id, file, desk ? read.data : undefined);
  const shown = (preview.isEnabled && preview.data) || undefined;
  return { read, shown, heavy: file.bytes > LARGEST, askItself: useCallback(() => setItself(true), []) };
}

/** What stands in the file's place on a phone, and who made it. */
function usePreview({ file_id }: RevisionFile, enabled: boolean) {
  const queryFn = async ({ signal }: { signal: AbortSignal }) => {
    const preview = await previewOf(file_id, signal);
    return preview && { file: await content(preview.file.id, signal), by: preview.made_by.name };
  };
  return useQuery({ queryKey: ['preview', file_id], queryFn, enabled, staleTime: Infinity, gcTime: 0 });
}

/** A desk that has read a heavy file makes what phones are shown of it, once its own view had the first word. */
function useLightened(project_id: string, { file_id, name, bytes }: RevisionFile, file: Blob | undefined) {
  const queries = useQueryClient();
  const wanted = isLightened({ name, bytes });
  useEffect(() => {
    if (!file || !wanted) return;
    const stop = new AbortController();
    const make = async () => {
      await lighten(project_id, file_id, name, file, stop.signal);
      if (queries.getQueryData(['thumbnail', file_id]) === null) await queries.invalidateQueries({ queryKey: ['thumbnail', file_id] });
    };
    const timer = setTimeout(() => void make(), 2_000);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [queries, project_id, file_id, name, file, wanted]);
}

/** Bytes never change under their id: they are asked for once, and let go when the screen closes. What no view takes on
 * is not asked for. */
export function useContent(file: RevisionFile, wanted = true) {
  return useQuery({
    queryKey: ['content', file.file_id],
    queryFn: !wanted || file.bytes > LARGEST ? skipToken : ({ signal }) => content(file.file_id, signal),
    staleTime: Infinity,
    gcTime: 0,
  });
}
