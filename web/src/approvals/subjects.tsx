// What is decided on: each revision with its drawings, what it was before, and what waits to be settled on its design.
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useKept, useRoom } from '../access/signed';
import type { Approval, Design, Revision, RevisionFile, Snapshot, SubmittedRevision } from '../api/types';
import { useComments } from '../comments/talk';
import { hears } from '../designs/audience';
import { between } from '../designs/changed';
import { asHeard, beforeOf } from '../designs/given';
import { RevisionState } from '../designs/revision-state';
import { Thumbnail } from '../designs/thumbnail';
import { useOpening } from '../designs/opening';
import { revisionsOf } from '../designs/writes';
import { withTexts } from '../i18n/late';
import type { Me } from '../plan/turns';
import type { Who } from '../rooms/who';
import { Icon } from '../ui/icon';
import { Shown } from '../ui/states';
import css from './approvals.module.css';

const FileScreen = lazy(() => withTexts(import('../designs/file-screen'), 'viewers'));

/** A file on the whole pane. */
export interface OnScreen {
  design: Design;
  revision_id: string;
  file: RevisionFile;
  compared: boolean;
}

interface SubjectsProps {
  state: Snapshot;
  approval: Approval;
  me: Me;
  onShow(shown: OnScreen): void;
}

export function Subjects({ state, approval, me, onShow }: SubjectsProps) {
  const { t } = useTranslation();
  const { revisions, as_package } = approval.submission;
  return (
    <>
      {revisions.map((subject) => {
        const design = state.designs?.find(({ id }) => id === subject.design_id);
        return (
          <div key={subject.revision_id} className={css.subject}>
            <p className={css.subjectHead}>
              <strong>
                {subject.design_number} {subject.label}
              </strong>
              <span>{subject.design_title}</span>
            </p>
            {design && hears(design, me) ? (
              <Files state={state} subject={subject} design={design} onShow={onShow} />
            ) : (
              <p className={css.quiet}>{t('approvals.not_heard')}</p>
            )}
          </div>
        );
      })}
      {as_package && revisions.length > 1 && <p className={`${css.subject} ${css.quiet}`}>{t('approvals.package')}</p>}
    </>
  );
}

interface FilesProps {
  state: Snapshot;
  subject: SubmittedRevision;
  design: Design;
  onShow(shown: OnScreen): void;
}

function Files({ state, subject, design, onShow }: FilesProps) {
  const { t } = useTranslation();
  const opening = useOpening();
  const read = useKept<Revision[]>(['revisions', design.id], () => revisionsOf(design.id));
  return (
    <Shown read={read} rows={1}>
      {(all) => {
        const revisions = asHeard(all, state);
        const revision = revisions.find(({ id }) => id === subject.revision_id);
        if (!revision) return null;
        const before = beforeOf(revision, revisions);
        const changed = before ? between(before, revision).changed.map(({ file }) => file.file_id) : [];
        const show = (file: RevisionFile, compared: boolean) => {
          void opening(revision);
          onShow({ design, revision_id: revision.id, file, compared });
        };
        return (
          <>
            {revision.change_note && <p className={css.quiet}>{revision.change_note}</p>}
            <p className={css.facts}>
              <RevisionState state={revision.state} />
              <Link href={`/projects/${design.project_id}/designs/${design.id}`} className={css.look}>
                {t('approvals.open_design')}
              </Link>
            </p>
            {revision.files.map((file) => (
              <div key={file.file_id} className={css.looks}>
                <button type="button" className={css.look} onClick={() => show(file, false)}>
                  <Thumbnail file={file} />
                  {file.name}
                </button>
                {changed.includes(file.file_id) && (
                  <button type="button" className={css.look} onClick={() => show(file, true)}>
                    <Icon name="eye" size={16} />
                    {t('approvals.compare')}
                  </button>
                )}
              </div>
            ))}
          </>
        );
      }}
    </Shown>
  );
}

interface DrawingProps {
  state: Snapshot;
  shown: OnScreen;
  who: Who;
  me: Me;
  back: string;
  onFile(file: RevisionFile): void;
  onClose(): void;
}

/** The drawing with all that is said on it; it leads back to the approval. */
export function Drawing({ state, shown, who, me, back, onFile, onClose }: DrawingProps) {
  const { design, revision_id, file, compared } = shown;
  const { said } = useRoom(state.project.id);
  const read = useKept<Revision[]>(['revisions', design.id], () => revisionsOf(design.id));
  const comments = useComments(state, design.id, true);
  const revisions = asHeard(read.data ?? [], state);
  const revision = revisions.find(({ id }) => id === revision_id);
  if (!revision) return null;
  const before = beforeOf(revision, revisions);
  return (
    <Suspense>
      <FileScreen
        key={file.file_id}
        talk={{ design, revisions, comments, said, who, me }}
        commentId={undefined}
        revision={revision}
        file={file}
        before={before}
        {...(compared && before ? { since: before } : {})}
        back={back}
        onFile={onFile}
        onClose={onClose}
      />
    </Suspense>
  );
}
