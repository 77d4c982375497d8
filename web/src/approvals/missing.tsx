// What stands in the way of a submission, with the way to it.
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { Refusal } from '../api/problem';
import type { Snapshot } from '../api/types';
import { addressOf } from '../rooms/targets';
import { Icon } from '../ui/icon';
import { isOpen } from './run';
import css from './submit.module.css';

interface MissingProps {
  state: Snapshot;
  /** What is to be sent. */
  revision_ids: readonly string[];
  refusal: Refusal | undefined;
  onRoute(): void;
  /** The sheet is left for another screen. */
  onGo(): void;
}

export function Missing({ state, revision_ids, refusal, onRoute, onGo }: MissingProps) {
  const { t } = useTranslation();
  const project = state.project.id;
  const of = new Set((state.revisions ?? []).filter(({ id }) => revision_ids.includes(id)).map(({ design_id }) => design_id));
  const number = (design_id: string) => state.designs?.find(({ id }) => id === design_id)?.number ?? '';
  const codes = [refusal?.code, ...(refusal?.problem.errors ?? []).map(({ code }) => code)];
  const unanswered = (state.comments ?? []).filter((comment) => comment.state === 'open' && of.has(comment.design_id));
  const running = codes.includes('approval_open')
    ? (state.approvals ?? []).filter((each) => isOpen(each) && each.submission.revisions.some(({ design_id }) => of.has(design_id)))
    : [];
  const designs = codes.some((code) => code === 'revision_not_last' || code === 'revision_empty') ? [...of] : [];
  const byRoute = codes.some((code) => code === 'cannot_look' || code === 'person_left');
  if (unanswered.length + running.length + designs.length === 0 && !byRoute) return null;
  return (
    <ul className={css.missing}>
      {unanswered.length > 0 && (
        <li className={css.warns}>
          <Icon name="warn" size={16} />
          {t('approvals.submit.unanswered', { count: unanswered.length })}
        </li>
      )}
      {unanswered.map((comment) => (
        <li key={comment.id}>
          <Link href={addressOf({ project, kind: 'comment', id: comment.id })} onClick={onGo}>
            {t('approvals.submit.to_comments', { design: number(comment.design_id), number: comment.number })}
          </Link>
        </li>
      ))}
      {running.map((approval) => (
        <li key={approval.id}>
          <Link href={addressOf({ project, kind: 'approval', id: approval.id })} onClick={onGo}>
            {t('approvals.submit.to_approval', { number: approval.number })}
          </Link>
        </li>
      ))}
      {designs.map((id) => (
        <li key={id}>
          <Link href={addressOf({ project, kind: 'design', id })} onClick={onGo}>
            {t('approvals.submit.to_design', { design: number(id) })}
          </Link>
        </li>
      ))}
      {byRoute && (
        <li>
          <button type="button" className={css.add} onClick={onRoute}>
            {t('approvals.submit.to_route')}
          </button>
        </li>
      )}
    </ul>
  );
}
