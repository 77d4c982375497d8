// The register of a design: all that was said on it over all revisions, narrowed, and as a file.
import { NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Comment, Design, Revision } from '../api/types';
import type { Me } from '../plan/turns';
import type { Who } from '../rooms/who';
import type { CommentEntry } from '../sync/outbox';
import { Section } from '../ui/page';
import rows from '../ui/rows.module.css';
import { CommentRow } from './comment-row';
import css from './comments.module.css';
import { narrowed, STATES, type Narrow } from './settle';
import { TakePackage } from './take-package';
import { SaidNote, unmadeOn, unsentOf } from './unsent';
import { FORMATS, registerPath } from './writes';

interface RegisterProps {
  design: Design;
  comments: readonly Comment[];
  revisions: readonly Revision[];
  who: Who;
  me: Me;
  /** What waits in the outbox of the project. */
  said: readonly CommentEntry[];
  onOpen(comment: Comment): void;
  /** The revision that a package may be taken to. */
  takes: Revision | undefined;
  onTaken(): void;
}

export function Register({ design, comments, revisions, who, me, said, onOpen, takes, onTaken }: RegisterProps) {
  const { t } = useTranslation();
  const [narrow, setNarrow] = useState<Narrow>({ state: '', party: '', revision: '' });
  const shown = narrowed(comments, narrow);
  const unmade = unmadeOn(said, design.id);
  const all = { value: '', label: t('comments.filter.all') };
  const parties = [...new Set(comments.map((comment) => comment.party_id))];
  const choices = {
    state: [all, { value: 'unsettled', label: t('comments.filter.unsettled') }, ...STATES.map((value) => ({ value, label: t(`comments.state.${value}`) }))],
    party: [all, ...parties.map((value) => ({ value, label: who.partyName(value) }))],
    revision: [all, ...revisions.map(({ id, label }) => ({ value: id, label }))],
  };
  return (
    <Section title={t('comments.title')} count={comments.length}>
      {unmade.length > 0 && (
        <ul className={`${rows.rows} ${css.unmade}`}>
          {unmade.map(({ entry }) => (
            <li key={entry.id} className={css.unsent}>
              <SaidNote entry={entry} />
            </li>
          ))}
        </ul>
      )}
      {comments.length === 0 ? (
        <p className={css.quiet}>{t('comments.none')}</p>
      ) : (
        <>
          {comments.length > 1 && (
            <div className={css.filters} role="group" aria-label={t('comments.filter.label')}>
              {(['state', 'party', 'revision'] as const).map((by) => (
                <NativeSelect
                  key={by}
                  label={t(`comments.filter.${by}`)}
                  value={narrow[by]}
                  data={choices[by]}
                  onChange={(event) => setNarrow({ ...narrow, [by]: event.currentTarget.value })}
                />
              ))}
            </div>
          )}
          {shown.length === 0 && <p className={css.quiet}>{t('comments.none_here')}</p>}
          <ul className={rows.rows}>
            {shown.map((comment) => (
              <CommentRow key={comment.id} comment={comment} who={who} me={me} unsent={unsentOf(said, comment.id)} onOpen={onOpen} />
            ))}
          </ul>
        </>
      )}
      <div className={css.exports}>
        {comments.length > 0 && (
          <>
            <span>{t('comments.export')}</span>
            {FORMATS.map((format) => (
              <a key={format} href={registerPath(design.id, format)} download>
                {t(`comments.export_${format}`)}
              </a>
            ))}
          </>
        )}
        {takes && <TakePackage revision={takes} onDone={onTaken} />}
      </div>
    </Section>
  );
}
