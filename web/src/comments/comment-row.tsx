// A comment in a list: its number as it stands on the sheet, what it says, where it stands.
import { useTranslation } from 'react-i18next';
import type { Comment, Snapshot } from '../api/types';
import { BallToken } from '../plan/item-words';
import type { Me } from '../plan/turns';
import type { Who } from '../rooms/who';
import type { CommentEntry } from '../sync/outbox';
import { Icon } from '../ui/icon';
import rows from '../ui/rows.module.css';
import css from './comments.module.css';
import { isClosed } from './settle';
import { SaidLine } from './unsent';

interface CommentRowProps {
  comment: Comment;
  who: Who;
  me: Me;
  /** What waits in the outbox about it. */
  unsent: readonly CommentEntry[];
  onOpen(comment: Comment): void;
}

export function CommentRow({ comment, who, me, unsent, onOpen }: CommentRowProps) {
  const party = who.partyName(comment.party_id);
  return (
    <li>
      <button type="button" className={`${rows.row} ${css.row}`} onClick={() => onOpen(comment)}>
        <span className={css.number} data-closed={isClosed(comment)}>
          {comment.number}
        </span>
        <span className={rows.words}>
          <span className={`${rows.first} ${rows.clamp}`}>{comment.body}</span>
          <span className={rows.second}>
            <CommentState comment={comment} />
            <span>
              {party} · {comment.author.name}
            </span>
            <SaidLine entries={unsent} />
          </span>
        </span>
        {comment.ball && <BallToken ball={comment.ball} who={who} me={me} />}
      </button>
    </li>
  );
}

export function CommentState({ comment }: { comment: Comment }) {
  const { t } = useTranslation();
  return (
    <>
      <span className={css.state}>{t(`comments.state.${comment.state as 'open'}`)}</span>
      {comment.blocking && !isClosed(comment) && (
        <span className={css.blocks}>
          <Icon name="warn" size={14} />
          {t('comments.blocks')}
        </span>
      )}
    </>
  );
}

/** The comments of a design that the room has heard of. */
export function heardOf(state: Snapshot, design_id: string): Comment[] {
  return (state.comments ?? []).filter((comment) => comment.design_id === design_id);
}
