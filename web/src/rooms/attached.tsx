// Files that will come with a message: each on its way to the server while one goes on writing.
import { useEffect, useRef } from 'react';
import { ChosenRow } from '../designs/chosen-row';
import css from '../designs/designs.module.css';
import { lighten } from '../designs/previews';
import { useUploads } from '../designs/use-uploads';
import { useDesk } from '../ui/desk';

export interface Brought {
  file_ids: string[];
  names: string[];
  /** Some of them are not there yet. */
  waiting: boolean;
}

interface AttachedProps {
  projectId: string;
  /** What was chosen last. */
  given: readonly File[];
  onChange(brought: Brought): void;
}

export default function Attached({ projectId, given, onChange }: AttachedProps) {
  const uploads = useUploads(projectId);
  const desk = useDesk();
  const { all, add } = uploads;
  const latest = useRef({ add, onChange });
  latest.current = { add, onChange };
  const taken = useRef<readonly File[]>(undefined);
  useEffect(() => {
    if (taken.current === given) return;
    taken.current = given;
    latest.current.add(given);
  }, [given]);
  useEffect(() => {
    latest.current.onChange({ file_ids: all.flatMap((each) => each.file_id ?? []), names: all.map(({ name }) => name), waiting: all.some(({ state }) => state !== 'sent') });
    for (const { file_id, file, name } of desk ? all : []) if (file_id && file) void lighten(projectId, file_id, name, file);
  }, [all, desk, projectId]);
  if (all.length === 0) return null;
  return (
    <ul className={css.files}>
      {all.map((file) => (
        <ChosenRow key={file.key} file={file} uploads={uploads} />
      ))}
    </ul>
  );
}
