// Takes comments in from a BCF package of another program.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ImportedComments, Revision } from '../api/types';
import { Failure, useAct } from '../ui/form';
import { useOnline } from '../ui/online';
import css from './comments.module.css';
import { importComments } from './writes';

export function TakePackage({ revision, onDone }: { revision: Revision; onDone(): void }) {
  const { t } = useTranslation();
  const online = useOnline();
  const [taken, setTaken] = useState<ImportedComments>();
  const act = useAct(async (key, file: File) => {
    setTaken(undefined);
    const { send } = await import('../designs/upload');
    const file_id = await send(revision.project_id, file, () => {}).done;
    setTaken(await importComments(revision.id, key, file_id));
    onDone();
  });
  return (
    <>
      <label className={css.take} data-disabled={act.busy || !online || undefined}>
        {t(act.busy ? 'comments.import_busy' : 'comments.import')}
        <input
          type="file"
          accept=".bcf,.bcfzip,.zip"
          disabled={act.busy || !online}
          onChange={({ currentTarget: input }) => {
            const file = input.files?.[0];
            // Chosen again, the same file is tried again.
            input.value = '';
            if (file) void act.run(file, `${file.name} ${file.lastModified}`);
          }}
        />
      </label>
      <Failure of={act.failure} />
      {taken && (
        <p role="status" className={css.taken}>
          {t('comments.imported', { count: taken.items.length })}
          {taken.refused.length > 0 && ` ${t('comments.import_refused', { folders: taken.refused.map(({ folder }) => folder).join(', ') })}`}
        </p>
      )}
    </>
  );
}
