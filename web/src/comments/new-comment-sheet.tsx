// Says something on a revision: on the spot that was pointed at, or on the whole.
import { Checkbox, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Comment, Revision } from '../api/types';
import { newId } from '../sync/ids';
import { Failure, Form, Submit, useAct } from '../ui/form';
import { Sheet } from '../ui/sheet';
import type { Spot } from '../viewers';
import css from './comments.module.css';
import { anchorOf } from './settle';
import { createComment } from './writes';

interface NewCommentSheetProps {
  revision: Revision;
  /** Who answers. */
  party: string;
  at: { file_id: string; name: string; spot: Spot } | undefined;
  onDone(comment: Comment): void;
  onClose(): void;
}

export default function NewCommentSheet({ revision, party, at, onDone, onClose }: NewCommentSheetProps) {
  const { t } = useTranslation();
  const [id] = useState(() => newId());
  const [body, setBody] = useState('');
  const [blocking, setBlocking] = useState(false);
  const act = useAct(async (key) => {
    const anchor = at && anchorOf(at.spot, at.file_id);
    onDone(await createComment(revision.id, id, key, { body, blocking, anchor }));
  });
  return (
    <Sheet title={t('comments.add')} onClose={onClose}>
      <Form onSubmit={() => void act.run(body, blocking)}>
        <p className={css.facts}>
          {where()}
          <span>{t('designs.revision', { label: revision.label })}</span>
        </p>
        <Textarea
          label={t('comments.body')}
          description={t('comments.add_words', { party })}
          value={body}
          maxLength={2000}
          autosize
          minRows={3}
          maxRows={10}
          data-autofocus
          onChange={(event) => setBody(event.currentTarget.value)}
          error={act.fault('/body')}
        />
        <Checkbox label={t('comments.blocking')} checked={blocking} onChange={(event) => setBlocking(event.currentTarget.checked)} />
        {!at && <p className={css.by}>{t('comments.point_words')}</p>}
        <Failure of={act.failure} fields={['/body']} />
        <Submit busy={act.busy} disabled={!body.trim()}>
          {t('comments.add_do')}
        </Submit>
      </Form>
    </Sheet>
  );

  function where() {
    if (!at) return <strong>{t('comments.whole')}</strong>;
    const { name, spot } = at;
    return <strong>{spot.on === 'page' ? t('comments.spot', { file: name, page: spot.page }) : t('comments.spot_model', { file: name })}</strong>;
  }
}
