// What is said on a file that is on the screen: its pins, the list of them, and the sheets behind a tap.
import { useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useKept } from '../access/signed';
import type { Comment, Design, Revision, RevisionFile, Snapshot } from '../api/types';
import { isGiven } from '../designs/given';
import type { Me } from '../plan/turns';
import type { Who } from '../rooms/who';
import rows from '../ui/rows.module.css';
import { Sheet } from '../ui/sheet';
import type { CommentEntry } from '../sync/outbox';
import type { Pin, PinActs, Spot } from '../viewers';
import { CommentRow, heardOf } from './comment-row';
import css from './comments.module.css';
import { fileOf, pinsOn, registerOf, speaks, spotOf } from './settle';
import { SaidNote, unmadeOn, unsentOf } from './unsent';
import { commentsOf } from './writes';

const NewCommentSheet = lazy(() => import('./new-comment-sheet'));
const CommentSheet = lazy(() => import('./comment-sheet'));

/** A design with all that is said on it, and who reads it. */
export interface Talk {
  design: Design;
  revisions: readonly Revision[];
  comments: readonly Comment[];
  /** What waits in the outbox of the project. */
  said: readonly CommentEntry[];
  who: Who;
  me: Me;
}

/** All comments of a design: what was read, and what the room has heard since. */
export function useComments(state: Snapshot, design_id: string, enabled: boolean): Comment[] {
  const read = useKept<Comment[]>(['comments', design_id], () => commentsOf(design_id), { enabled });
  return registerOf(read.data ?? [], heardOf(state, design_id));
}

export interface TalkOn {
  pins: PinActs;
  /** How many stand on the file. */
  count: number;
  list(): void;
  sheets: ReactNode;
}

/** What is said on `file` of `revision`; `shown` is the comment that somebody came to see. */
export function useTalkOn(talk: Talk, revision: Revision, file: RevisionFile, shown: string | undefined): TalkOn {
  const { t } = useTranslation();
  const { design, revisions, comments, said, who, me } = talk;
  const [spot, setSpot] = useState<Spot>();
  const [pin, setPin] = useState(shown);
  const [open, setOpen] = useState<string>();
  const [listed, setListed] = useState(false);
  const here = comments.filter((comment) => fileOf(comment, revision, revisions)?.file_id === file.file_id);
  // On the spot already, and said not to be sent: a tap leads to the list, where it waits.
  const unmade = unmadeOn(said, design.id).filter(({ made }) => made.given.anchor?.file_id === file.file_id);
  const waiting = unmade.flatMap(({ entry, made }): Pin[] => {
    const on = made.given.anchor && spotOf(made.given.anchor);
    return on ? [{ id: entry.id, mark: '…', label: `${t('unsent.not_yet')}: ${made.given.body}`, spot: on, settled: false }] : [];
  });
  const label = (comment: Comment) => `${t('comments.one', { number: comment.number })}: ${comment.body}`;
  const may = isGiven(revision) && speaks(me);
  const show = (id: string) => {
    if (unmade.some(({ entry }) => entry.id === id)) return setListed(true);
    setListed(false);
    setPin(id);
    setOpen(id);
  };
  return {
    pins: {
      pins: [...pinsOn(file, revision, revisions, comments, label), ...waiting],
      onPin: may ? setSpot : undefined,
      onOpenPin: show,
      openPin: pin,
    },
    count: here.length + unmade.length,
    list: () => setListed(true),
    sheets: (
      <>
        {listed && (
          <Sheet title={`${t('comments.title')} ${here.length + unmade.length}`} onClose={() => setListed(false)}>
            {here.length + unmade.length === 0 && <p className={css.quiet}>{t('comments.none')}</p>}
            <ul className={rows.rows}>
              {unmade.map(({ entry }) => (
                <li key={entry.id} className={css.unsent}>
                  <SaidNote entry={entry} />
                </li>
              ))}
              {here.map((comment) => (
                <CommentRow key={comment.id} comment={comment} who={who} me={me} unsent={unsentOf(said, comment.id)} onOpen={({ id }) => show(id)} />
              ))}
            </ul>
          </Sheet>
        )}
        <TalkSheets
          talk={talk}
          open={open}
          onClose={() => setOpen(undefined)}
          making={spot && { revision, at: { file_id: file.file_id, name: file.name, spot } }}
          onMade={(made) => {
            setSpot(undefined);
            setPin(made);
          }}
        />
      </>
    ),
  };
}

interface TalkSheetsProps {
  talk: Talk;
  /** The comment that is read. */
  open: string | undefined;
  onClose(): void;
  onShow?: ((comment: Comment) => void) | undefined;
  /** The comment that is being made. */
  making: { revision: Revision; at: { file_id: string; name: string; spot: Spot } | undefined } | undefined;
  /** With the id of what was made. */
  onMade(id?: string): void;
}

/** The sheets of comments: one that is read, one that is made. */
export function TalkSheets({ talk, open, onClose, onShow, making, onMade }: TalkSheetsProps) {
  const queries = useQueryClient();
  const { design, revisions, comments, said, who, me } = talk;
  const comment = comments.find(({ id }) => id === open);
  const again = () => void queries.invalidateQueries({ queryKey: ['comments', design.id] });
  return (
    <Suspense>
      {comment && (
        <CommentSheet
          comment={comment}
          design={design}
          revisions={revisions}
          unsent={unsentOf(said, comment.id)}
          who={who}
          me={me}
          onShow={onShow && comment.anchor ? () => onShow(comment) : undefined}
          onDone={() => {
            again();
            onClose();
          }}
          onClose={onClose}
        />
      )}
      {making && (
        <NewCommentSheet
          revision={making.revision}
          party={who.partyName(design.party_id)}
          at={making.at}
          onDone={(made) => {
            again();
            onMade(made);
          }}
          onClose={() => onMade()}
        />
      )}
    </Suspense>
  );
}
