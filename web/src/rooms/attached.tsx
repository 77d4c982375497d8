// Files that will come with a message: each on its way to the server while one goes on writing, and kept on this device
// until the message is sent.
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSigned } from '../access/signed';
import { ChosenRow } from '../designs/chosen-row';
import css from '../designs/designs.module.css';
import { lighten } from '../designs/previews';
import { useUploads } from '../designs/use-uploads';
import type { Attached as Kept } from '../sync/store';
import { useDesk } from '../ui/desk';
import composer from './composer.module.css';

export interface Brought {
  file_ids: string[];
  names: string[];
  /** Some of them are not there yet. */
  waiting: boolean;
}

interface AttachedProps {
  projectId: string;
  /** What this device kept of them. */
  kept: readonly Kept[];
  /** What was chosen last. */
  given: readonly File[];
  onChange(brought: Brought): void;
}

export default function Attached({ projectId, kept, given, onChange }: AttachedProps) {
  const { t } = useTranslation();
  const { engine } = useSigned();
  const [arrived] = useState(() => kept.flatMap(({ file_id, name, bytes }) => (file_id === undefined ? [] : [{ file_id, name, bytes }])));
  const uploads = useUploads(projectId, arrived);
  const desk = useDesk();
  const [keeps, setKeeps] = useState(true);
  const { all, add } = uploads;
  const latest = useRef({ all, add, onChange });
  latest.current = { all, add, onChange };
  const taken = useRef<readonly File[]>(undefined);
  useEffect(() => {
    if (taken.current === given) return;
    const begun = taken.current === undefined ? kept.flatMap(({ file }) => file ?? []) : [];
    taken.current = given;
    latest.current.add([...begun, ...given]);
  }, [given, kept]);
  useEffect(() => {
    latest.current.onChange({ file_ids: all.flatMap((each) => each.file_id ?? []), names: all.map(({ name }) => name), waiting: all.some(({ state }) => state !== 'sent') });
    for (const { file_id, file, name } of desk ? all : []) if (file_id && file) void lighten(projectId, file_id, name, file);
  }, [all, desk, projectId]);
  // Bytes are kept until they are on the server, and not written again with every piece that arrives there.
  const known = all.map(({ key, file_id }) => `${key} ${file_id ?? ''}`).join();
  useEffect(() => {
    const rows = latest.current.all.map(({ name, bytes, file, file_id }) => (file_id === undefined ? { name, bytes, ...(file ? { file } : {}) } : { name, bytes, file_id }));
    void engine.store.keepAttached(projectId, rows).then(() => setKeeps(true), () => setKeeps(false));
  }, [engine, projectId, known]);
  if (all.length === 0) return null;
  return (
    <>
      <ul className={css.files}>
        {all.map((file) => (
          <ChosenRow key={file.key} file={file} uploads={uploads} />
        ))}
      </ul>
      {!keeps && (
        <p role="status" className={composer.failed}>
          {t('composer.not_kept')}
        </p>
      )}
    </>
  );
}
