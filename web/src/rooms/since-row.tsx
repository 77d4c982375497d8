// What happened since the reader was here, the weightiest first: counted in a line, then one tap from each.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { plannedOf } from '../plan/event-words';
import { DueDay } from '../plan/item-words';
import type { Notable } from '../sync/since';
import css from './since-row.module.css';
import stream from './stream.module.css';
import { addressOf, changesAddress } from './targets';
import type { Row } from './timeline';
import { usePlain } from './titled';
import type { Who } from './who';

const SHOWN = 4;

interface SinceRowProps {
  row: Extract<Row, { kind: 'unread' }>;
  who: Who;
  onJump(messageId: string): void;
  onItem(itemId: string): void;
}

export function SinceRow({ row: { since, first }, who, onJump, onItem }: SinceRowProps) {
  const { t } = useTranslation();
  const [all, setAll] = useState(false);
  const shown = all ? first : first.slice(0, SHOWN);
  return (
    <>
      <li className={stream.line} data-unread>
        {t('room.since', { count: since.total })}
      </li>
      {first.length > 0 && (
        <li className={css.since}>
          <p className={css.counts}>
            {since.decisions > 0 && <strong>{t('since.decisions', { count: since.decisions })}</strong>}
            {since.mine > 0 && <strong data-mine="true">{t('since.mine', { count: since.mine })}</strong>}
            {since.mentions > 0 && <strong>{t('since.mentions', { count: since.mentions })}</strong>}
            {since.revised > 0 && <strong>{t('since.revised', { count: since.revised })}</strong>}
            {since.rest > 0 && <span>{t('since.rest', { count: since.rest })}</span>}
          </p>
          <ul>
            {shown.map((each) => (
              <li key={each.event.seq}>
                <News of={each} who={who} onJump={onJump} onItem={onItem} />
              </li>
            ))}
          </ul>
          {first.length > shown.length && (
            <button type="button" className={css.more} onClick={() => setAll(true)}>
              {t('since.more', { count: first.length - shown.length })}
            </button>
          )}
        </li>
      )}
    </>
  );
}

function News({ of: { weight, event, seen }, who, onJump, onItem }: Pick<SinceRowProps, 'who' | 'onJump' | 'onItem'> & { of: Notable }) {
  const { t } = useTranslation();
  const [, go] = useLocation();
  const plain = usePlain();
  const planned = plannedOf(event);
  const { comment, message, revision } = event;
  const design = who.design((revision ?? comment)?.design_id ?? '');
  return (
    <button type="button" className={css.news} onClick={open}>
      <span className={css.kind} data-mine={weight === 'mine'}>
        {planned ? t(`plan.kind.${planned.kind}`) : comment ? t('comments.title') : revision ? t('designs.title') : t('since.named')}
      </span>
      <span className={css.words}>{planned ? planned.item.title : words()}</span>
      {planned && weight === 'mine' && <DueDay planned={planned} />}
    </button>
  );

  function words() {
    if (comment) return `${design?.number ?? ''} ${t('comments.one', { number: comment.number })}: ${comment.body}`;
    if (revision && seen) return `${design?.number ?? ''} ${design?.title ?? ''} · ${t('designs.since', { before: seen.label, after: revision.label })}`;
    return message && `${message.author.name}: ${plain(message)}`;
  }

  function open() {
    if (planned) return onItem(planned.item.id);
    if (comment) return go(addressOf({ project: comment.project_id, kind: 'comment', id: comment.id }));
    if (revision && seen) return go(changesAddress(revision, seen.revision_id));
    if (message) onJump(message.id);
  }
}
