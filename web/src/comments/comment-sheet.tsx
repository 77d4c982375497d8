// One comment: what was said and answered, where, whose turn it is, and what the reader may do with it now.
import { Button, Radio, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Actor, Comment, Design, Revision } from '../api/types';
import { BallToken } from '../plan/item-words';
import type { Me } from '../plan/turns';
import { addressOf } from '../rooms/targets';
import { nameOf, type Who } from '../rooms/who';
import { CopyAddress } from '../ui/copy-address';
import type { CommentEntry } from '../sync/outbox';
import { Failure, Form, Submit } from '../ui/form';
import { Offline } from '../ui/offline';
import { Sheet } from '../ui/sheet';
import { useTimes } from '../ui/time';
import { CommentState } from './comment-row';
import css from './comments.module.css';
import { ANSWERS, closing, closures, mayAnswer, mayAsk, standsOn, type ClosureKind } from './settle';
import { SaidNote } from './unsent';
import { useSay } from './write';

interface CommentSheetProps {
  comment: Comment;
  design: Design;
  revisions: readonly Revision[];
  /** Answers and closures of it that the server has not acknowledged. */
  unsent: readonly CommentEntry[];
  who: Who;
  me: Me;
  /** Shows the spot; absent where it is in sight, or where there is none. */
  onShow?: (() => void) | undefined;
  onDone(): void;
  onClose(): void;
}

export default function CommentSheet(props: CommentSheetProps) {
  const { t } = useTranslation();
  const { comment, design, revisions, unsent, who, me, onShow, onClose } = props;
  // What is sent from this sheet closes it; what waited before stands here, and nothing more is said until it is gone.
  const [before] = useState(() => unsent.map(({ id }) => id));
  const waiting = unsent.filter(({ id }) => before.includes(id));
  const label = (id: string) => revisions.find((one) => one.id === id)?.label ?? '';
  return (
    <Sheet title={`${design.number} · ${t('comments.one', { number: comment.number })}`} onClose={onClose}>
      <div className={css.thread}>
        <div className={css.facts}>
          <CommentState comment={comment} />
          {comment.ball && <BallToken ball={comment.ball} who={who} me={me} />}
        </div>
        <div>
          <Byline actor={comment.author} at={comment.created_at} who={who} />
          <p className={css.body}>{comment.body}</p>
        </div>
        <p className={css.facts}>
          <span>{where()}</span>
          <span>{t('comments.made_on', { label: label(comment.revision_id) })}</span>
          {comment.carried_to && <span>{t('comments.carried', { label: label(standsOn(comment)) })}</span>}
        </p>
        {onShow && (
          <Button variant="default" onClick={onShow}>
            {t('comments.show')}
          </Button>
        )}
        {(comment.answers.length > 0 || comment.closure) && (
          <ol className={css.said}>
            {comment.answers.map((answer) => (
              <li key={answer.id}>
                <Byline actor={answer.author} at={answer.created_at} who={who} said={t(`comments.answer.${answer.kind as 'accepted'}`)} />
                <p className={css.body}>{answer.body}</p>
              </li>
            ))}
            {comment.closure && (
              <li>
                <p className={css.by}>
                  <strong>{t(`comments.closure.${comment.closure.kind as 'settled'}`, { name: comment.closure.author.name })}</strong>{' '}
                  <When at={comment.closure.created_at} />
                </p>
                {comment.closure.reason && <p className={css.body}>{comment.closure.reason}</p>}
              </li>
            )}
          </ol>
        )}
        {waiting.map((entry) => (
          <SaidNote key={entry.id} entry={entry} />
        ))}
        {waiting.length === 0 && (
          <>
            {mayAnswer(comment, design, me) && <Answer {...props} kinds={ANSWERS} />}
            {!mayAnswer(comment, design, me) && mayAsk(comment, me) && comment.state !== 'open' && <Answer {...props} kinds={['asked']} />}
            <Close {...props} />
          </>
        )}
        <CopyAddress path={addressOf({ project: comment.project_id, kind: 'comment', id: comment.id })} />
      </div>
    </Sheet>
  );

  function where(): string {
    const name = revisions.flatMap((one) => one.files).find((file) => file.file_id === comment.anchor?.file_id)?.name;
    if (!comment.anchor || name === undefined) return t('comments.whole');
    const { page } = comment.anchor;
    return page === undefined ? t('comments.spot_model', { file: name }) : t('comments.spot', { file: name, page });
  }
}

function When({ at }: { at: string }) {
  const times = useTimes();
  return <time dateTime={at}>{times.full(at)}</time>;
}

function Byline({ actor, at, who, said }: { actor: Actor; at: string; who: Who; said?: string }) {
  const party = who.partyOf(actor);
  return (
    <p className={css.by}>
      {said && <strong>{said}</strong>} {[party && nameOf(party), actor.name].filter(Boolean).join(' · ')} <When at={at} />
    </p>
  );
}

/** What the design's party says to it, or the commenter's who asks on. */
function Answer({ comment, kinds, onDone }: CommentSheetProps & { kinds: readonly string[] }) {
  const { t } = useTranslation();
  const [kind, setKind] = useState(kinds[0]!);
  const [body, setBody] = useState('');
  const act = useSay(comment.project_id, onDone);
  const asks = kinds.length === 1;
  return (
    <Form onSubmit={() => void act.run({ act: 'answer', design_id: comment.design_id, comment_id: comment.id, kind, body })}>
      {!asks && (
        <Radio.Group label={t('comments.answer_words')} value={kind} onChange={setKind}>
          <div className={css.kinds}>
            {kinds.map((each) => (
              <Radio key={each} value={each} label={t(`comments.answer.${each as 'accepted'}`)} />
            ))}
          </div>
        </Radio.Group>
      )}
      <Textarea
        {...(asks ? { label: t('comments.ask') } : { 'aria-label': t('comments.answer_words') })}
        value={body}
        maxLength={2000}
        autosize
        minRows={2}
        maxRows={10}
        onChange={(event) => setBody(event.currentTarget.value)}
        error={act.fault('/body')}
      />
      <Failure of={act.failure} fields={['/body']} />
      <Submit kept busy={act.busy} disabled={!body.trim()} {...(asks ? { variant: 'default' } : {})}>
        {t(asks ? 'comments.ask_do' : 'comments.answer_do')}
      </Submit>
    </Form>
  );
}

/** Who made it closes it; a lead does for them, and says why. */
function Close({ comment, design, me, onDone }: CommentSheetProps) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const act = useSay(comment.project_id, onDone);
  const close = (kind: ClosureKind) => {
    const { id: comment_id, design_id } = comment;
    return act.run({ act: 'close', design_id, comment_id, kind, ...(reason.trim() ? { reason } : {}) });
  };
  const may = closing(comment, design, me);
  if (may === 'no') return null;
  return (
    <div className={css.thread}>
      {may === 'with a reason' && (
        <Textarea
          label={t('comments.reason')}
          value={reason}
          maxLength={2000}
          autosize
          minRows={2}
          maxRows={6}
          onChange={(event) => setReason(event.currentTarget.value)}
          error={act.fault('/reason')}
        />
      )}
      <Failure of={act.failure} fields={['/reason']} />
      <Offline kept />
      <div className={css.acts}>
        {closures(comment).map((kind) => (
          <Button
            key={kind}
            loading={act.busy}
            disabled={may === 'with a reason' && !reason.trim()}
            {...(kind === 'withdrawn' ? { variant: 'outline', color: 'red' } : kind === 'settled' ? {} : { variant: 'default' })}
            onClick={() => void close(kind)}
          >
            {t(`comments.close.${kind}`)}
          </Button>
        ))}
      </div>
    </div>
  );
}
