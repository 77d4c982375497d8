// What was said on designs and the server has not acknowledged: where it will stand, and never shown as said.
import { useTranslation } from 'react-i18next';
import { UnsentLine, UnsentNote } from '../plan/pending';
import type { Who } from '../rooms/who';
import type { CommentEntry } from '../sync/outbox';
import { Section } from '../ui/page';
import rows from '../ui/rows.module.css';
import css from './comments.module.css';

const waits = ({ state }: CommentEntry) => state !== 'sent';

/** What waits for the server about a comment. */
export function unsentOf(said: readonly CommentEntry[], comment_id: string): CommentEntry[] {
  return said.filter((entry) => waits(entry) && entry.comment.act !== 'create' && entry.comment.comment_id === comment_id);
}

/** Comments of a design that are not there yet, with what is to be made. */
export function unmadeOn(said: readonly CommentEntry[], design_id: string) {
  return said.filter(waits).flatMap(({ comment, ...entry }) =>
    comment.act === 'create' && comment.design_id === design_id ? [{ entry: { ...entry, comment }, made: comment }] : [],
  );
}

/** What is said, in a few words. */
function useWhat() {
  const { t } = useTranslation();
  return ({ comment }: CommentEntry): string => {
    if (comment.act === 'create') return comment.given.body;
    if (comment.act === 'close') return [t(`comments.close.${comment.kind as 'settled'}`), comment.reason].filter(Boolean).join(': ');
    return `${t(`comments.answer.${comment.kind as 'accepted'}`)}: ${comment.body}`;
  };
}

/** One line on the row of a comment. */
export function SaidLine({ entries }: { entries: readonly CommentEntry[] }) {
  const what = useWhat();
  const last = entries.at(-1);
  return last ? <UnsentLine entry={last} what={what(last)} /> : null;
}

/** In full, with why it was refused and the way to take it back. */
export function SaidNote({ entry }: { entry: CommentEntry }) {
  const what = useWhat();
  return <UnsentNote entry={entry} what={what(entry)} />;
}

/** All that waits in a project; each names its design. */
export function Unsaid({ said, who }: { said: readonly CommentEntry[]; who: Who }) {
  const { t } = useTranslation();
  const entries = said.filter(waits);
  if (entries.length === 0) return null;
  return (
    <Section title={t('comments.unsent')} count={entries.length}>
      <ul className={rows.rows}>
        {entries.map((entry) => (
          <li key={entry.id} className={css.unsent}>
            <p className={css.about}>{who.design(entry.comment.design_id)?.number}</p>
            <SaidNote entry={entry} />
          </li>
        ))}
      </ul>
    </Section>
  );
}
