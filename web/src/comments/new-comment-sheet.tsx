// Says something on a revision: on the spot that was pointed at, or on the whole.
import { Checkbox, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Revision } from '../api/types';
import { Failure, Form, Submit } from '../ui/form';
import { Sheet } from '../ui/sheet';
import type { Spot } from '../viewers';
import css from './comments.module.css';
import { anchorOf } from './settle';
import { useSay } from './write';

interface NewCommentSheetProps {
  revision: Revision;
  /** Who answers. */
  party: string;
  at: { file_id: string; name: string; spot: Spot } | undefined;
  /** With the id of the comment, which may be on its way still. */
  onDone(id: string): void;
  onClose(): void;
}

export default function NewCommentSheet({ revision, party, at, onDone, onClose }: NewCommentSheetProps) {
  const { t } = useTranslation();
  const [body, setBody] = useState('');
  const [blocking, setBlocking] = useState(false);
  const act = useSay(revision.project_id, onDone);
  const say = () => {
    const given = { body, blocking, ...(at ? { anchor: anchorOf(at.spot, at.file_id) } : {}) };
    return act.run({ act: 'create', design_id: revision.design_id, revision_id: revision.id, given });
  };
  return (
    <Sheet title={t('comments.add')} onClose={onClose}>
      <Form onSubmit={() => void say()}>
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
        <Submit kept busy={act.busy} disabled={!body.trim()}>
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
