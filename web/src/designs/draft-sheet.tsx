// The files and the note of the next revision; kept as a draft of one's own party until it is submitted.
import { Button, Textarea } from '@mantine/core';
import { useRef, useState, type DragEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Revision } from '../api/types';
import { newId } from '../sync/ids';
import { useDesk } from '../ui/desk';
import { Failure, Form, Submit, useAct } from '../ui/form';
import { Sheet } from '../ui/sheet';
import { ChosenRow } from './chosen-row';
import css from './designs.module.css';
import { lighten } from './previews';
import { useUploads, type Uploads } from './use-uploads';
import { changeDraft, draft } from './writes';

interface DraftSheetProps {
  projectId: string;
  designId: string;
  /** Whose draft it will be. */
  party: string;
  /** The draft that is changed. */
  before: Revision | undefined;
  onDone(): void;
  onClose(): void;
}

export default function DraftSheet({ projectId, designId, party, before, onDone, onClose }: DraftSheetProps) {
  const { t } = useTranslation();
  const uploads = useUploads(projectId, before?.files);
  const [id] = useState(() => newId());
  const desk = useDesk();
  const [change_note, setNote] = useState(before?.change_note ?? '');
  const file_ids = uploads.all.flatMap((each) => each.file_id ?? []);
  const act = useAct(async (key) => {
    await (before ? changeDraft(before, key, { file_ids, change_note }) : draft(designId, id, key, { file_ids, change_note }));
    for (const { file_id, file, name } of desk ? uploads.all : []) {
      if (file_id && file) void lighten(projectId, file_id, name, file);
    }
    onDone();
    onClose();
  });
  return (
    <Sheet title={t(before ? 'designs.draft_change' : 'designs.draft')} onClose={onClose}>
      <Form onSubmit={() => void act.run(file_ids, change_note)}>
        <Files uploads={uploads} />
        <Textarea
          label={t('designs.field.change_note')}
          value={change_note}
          maxLength={2000}
          autosize
          minRows={2}
          maxRows={8}
          onChange={(event) => setNote(event.currentTarget.value)}
          error={act.fault('/change_note')}
        />
        <p className={css.note}>{t('designs.draft_words', { party })}</p>
        <Failure of={act.failure} fields={['/change_note']} />
        <Submit busy={act.busy} disabled={!uploads.ready}>
          {t('designs.draft_keep')}
        </Submit>
      </Form>
    </Sheet>
  );
}

function Files({ uploads }: { uploads: Uploads }) {
  const { t } = useTranslation();
  const files = useRef<HTMLInputElement>(null);
  const camera = useRef<HTMLInputElement>(null);
  const take = (input: HTMLInputElement) => {
    uploads.add(input.files ?? []);
    input.value = '';
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    uploads.add(event.dataTransfer.files);
  };
  return (
    <div className={css.drop} onDragOver={(event) => event.preventDefault()} onDrop={drop}>
      <div className={css.acts}>
        <Button variant="default" onClick={() => files.current?.click()}>
          {t('designs.choose')}
        </Button>
        <Button variant="default" className={css.camera} onClick={() => camera.current?.click()}>
          {t('designs.take')}
        </Button>
      </div>
      <input ref={files} type="file" multiple hidden aria-label={t('designs.choose')} onChange={(event) => take(event.currentTarget)} />
      <input ref={camera} type="file" accept="image/*" capture="environment" hidden aria-label={t('designs.take')} onChange={(event) => take(event.currentTarget)} />
      {uploads.all.length === 0 ? (
        <p className={css.note}>{t('designs.choose_words')}</p>
      ) : (
        <ul className={css.files}>
          {uploads.all.map((file) => (
            <ChosenRow key={file.key} file={file} uploads={uploads} />
          ))}
        </ul>
      )}
    </div>
  );
}
