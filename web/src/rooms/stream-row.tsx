import { memo, useRef, useState, type PointerEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useSigned } from '../access/signed';
import type { DureEvent, Message, PostMessage } from '../api/types';
import { MeetingCard } from '../meetings/meeting-card';
import { EventChanges } from '../plan/event-changes';
import type { Since } from '../sync/since';
import { Icon } from '../ui/icon';
import { Mark } from '../ui/mark';
import { useTimes } from '../ui/time';
import { useEventWords } from './event-words';
import { Reactions } from './reactions';
import css from './stream.module.css';
import { folds, type Row } from './timeline';
import { Unsent } from './unsent';
import { hueKey, nameOf, type Who } from './who';
import { Body, plain } from './words';

interface StreamRowProps {
  row: Row;
  roomId: string;
  who: Who;
  lit: boolean;
  onReply(messageId: string): void;
  onActs(message: Message): void;
  onJump(messageId: string): void;
}

export const StreamRow = memo(function StreamRow(props: StreamRowProps) {
  const { row } = props;
  const { t } = useTranslation();
  const times = useTimes();
  switch (row.kind) {
    case 'start':
      return <li className={css.start}>{t('room.start')}</li>;
    case 'day':
      return (
        <li className={css.line}>
          <time dateTime={row.at}>{times.day(row.at)}</time>
        </li>
      );
    case 'unread':
      return (
        <>
          <li className={css.line} data-unread>
            {t('room.since', { count: row.since.total })}
          </li>
          <SinceLine since={row.since} />
        </>
      );
    case 'hidden':
      return (
        <li className={css.happened}>
          <Icon name="lock" size={16} />
          <span className={css.hidden}>{t('room.hidden', { count: row.count })}</span>
        </li>
      );
    case 'happened':
      return <Happened events={row.events} who={props.who} />;
    case 'message':
      return <Said {...props} row={row} />;
    case 'unsent':
      return <Unsent row={row} who={props.who} onJump={props.onJump} />;
  }
}, same);

function same(a: StreamRowProps, b: StreamRowProps): boolean {
  if (a.who !== b.who || a.lit !== b.lit || a.onJump !== b.onJump) return false;
  const [x, y] = [a.row, b.row];
  if (x.kind === 'message' && y.kind === 'message') {
    return x.message === y.message && x.continued === y.continued && x.quoted === y.quoted;
  }
  if (x.kind === 'happened' && y.kind === 'happened') return x.events.length === y.events.length;
  if (x.kind === 'unsent' || x.kind === 'unread' || x.kind === 'hidden') return false;
  return x.kind === y.kind;
}

/** What kinds of news there are; nothing when all are of the last kind. */
function SinceLine({ since }: { since: Since }) {
  const { t } = useTranslation();
  if (since.total === since.rest) return null;
  return (
    <li className={css.since}>
      {since.mine > 0 && <strong>{t('since.mine', { count: since.mine })}</strong>}
      {since.decisions > 0 && <span>{t('since.decisions', { count: since.decisions })}</span>}
      {since.mentions > 0 && <span>{t('since.mentions', { count: since.mentions })}</span>}
      {since.rest > 0 && <span>{t('since.rest', { count: since.rest })}</span>}
    </li>
  );
}

const LONG_PRESS_MS = 450;

/** A finger that rests asks for the acts; one that moves scrolls. */
function useLongPress(act: () => void) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const stop = () => clearTimeout(timer.current);
  return {
    onPointerDown: (event: PointerEvent) => {
      if (event.pointerType !== 'touch' || (event.target as Element).closest('a, button')) return;
      timer.current = setTimeout(act, LONG_PRESS_MS);
    },
    onPointerUp: stop,
    onPointerCancel: stop,
    onPointerMove: stop,
  };
}

function Said({ row, who, lit, onReply, onActs, onJump }: StreamRowProps & { row: Extract<Row, { kind: 'message' }> }) {
  const { t } = useTranslation();
  const times = useTimes();
  const { message, continued, quoted } = row;
  const party = who.partyOf(message.author);
  const press = useLongPress(() => !message.deletion && onActs(message));
  return (
    <li className={css.message} id={`row-${message.id}`} data-seq={row.seq} data-continued={continued} data-lit={lit} {...press}>
      {!continued && (
        <>
          <Mark id={party ? hueKey(party) : message.author.firm_id} name={party ? nameOf(party) : message.author.name} side={party?.side} />
          <div className={css.head}>
            <span className={css.author}>{message.author.name}</span>
            {party && <span className={css.party}>{nameOf(party)}</span>}
            <time className={css.clock} dateTime={message.created_at} title={times.full(message.created_at)}>
              {times.clock(message.created_at)}
            </time>
          </div>
        </>
      )}
      {message.deletion ? (
        <p className={css.stone}>
          {message.deletion.by.person_id === message.author.person_id
            ? t('message.deleted')
            : t('message.deleted_by', { name: message.deletion.by.name })}
          {message.deletion.reason && ` — ${message.deletion.reason}`}
        </p>
      ) : (
        <>
          <div className={css.side}>
            <button
              type="button"
              className={css.reply}
              onClick={() => onReply(message.id)}
              aria-label={t('room.reply_to', { name: message.author.name })}
            >
              <Icon name="reply" size={18} />
            </button>
            <button
              type="button"
              className={css.reply}
              onClick={() => onActs(message)}
              aria-haspopup="dialog"
              aria-label={t('message.acts_of', { name: message.author.name })}
            >
              <Icon name="more" size={18} />
            </button>
          </div>
          <Words message={message} quoted={quoted} who={who} onJump={onJump} />
          {message.edited_at && (
            <span className={css.edited} title={times.full(message.edited_at)}>
              {t('message.edited')}
            </span>
          )}
          <Reactions message={message} who={who} />
        </>
      )}
    </li>
  );
}

interface WordsProps {
  message: Message | PostMessage;
  quoted: Message | undefined;
  who: Who;
  onJump(messageId: string): void;
}

/** What was said: the message it answers, for whom it is, the words. */
export function Words({ message, quoted, who, onJump }: WordsProps) {
  const { t } = useTranslation();
  const { reply_to, audience } = message;
  return (
    <>
      {reply_to !== undefined && (
        <button type="button" className={css.quote} onClick={() => onJump(reply_to)}>
          {quoted ? `${quoted.author.name}: ${plain(quoted, t('message.deleted'))}` : t('room.earlier')}
        </button>
      )}
      {audience && (
        <span className={css.audience}>
          <Icon name="lock" size={14} />
          {t('room.only_for', { parties: audience.map((id) => who.partyName(id)).join(', ') })}
        </span>
      )}
      <div className={css.body}>
        <Body body={message.body} mentions={message.mentions} who={who} />
      </div>
    </>
  );
}

function Happened({ events, who }: { events: readonly DureEvent[]; who: Who }) {
  const words = useEventWords(who);
  const times = useTimes();
  const [open, setOpen] = useState(false);
  const { locale } = useSigned().person;
  if (folds(events) && !open) {
    return (
      <li className={css.happened} lang={locale}>
        <EventMark event={events[0]!} who={who} />
        <button type="button" className={css.fold} aria-expanded={false} onClick={() => setOpen(true)}>
          {words.folded(events)}
        </button>
        <Clock at={events.at(-1)?.at} />
      </li>
    );
  }
  return (
    <>
      {events.map((event) => (
        <li key={event.seq} className={css.happened} data-seq={event.seq}>
          <EventMark event={event} who={who} />
          <span>
            {words.one(event)}
            <EventChanges event={event} who={who} />
            {event.meeting && <MeetingCard meeting={event.meeting} />}
          </span>
          <Clock at={event.at} />
        </li>
      ))}
    </>
  );

  function Clock({ at }: { at: string | undefined }) {
    return at === undefined ? null : (
      <time className={css.clock} dateTime={at} title={times.full(at)}>
        {times.clock(at)}
      </time>
    );
  }
}

function EventMark({ event, who }: { event: DureEvent; who: Who }) {
  const { actor } = event;
  if (!actor) return <span />;
  const party = who.partyOf(actor);
  return <Mark size="small" id={party ? hueKey(party) : actor.firm_id} name={party ? nameOf(party) : actor.name} side={party?.side} />;
}
