import { lazy, memo, Suspense, useRef, useState, type PointerEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useSigned } from '../access/signed';
import type { DureEvent, Message, PostMessage } from '../api/types';
import { withTexts } from '../i18n/late';
import { EventChanges } from '../plan/event-changes';
import type { Planned } from '../plan/turns';
import { Icon } from '../ui/icon';
import { Mark } from '../ui/mark';
import { useTimes } from '../ui/time';
import { useEventWords } from './event-words';
import { Made } from './made';
import { Reactions } from './reactions';
import { SinceRow } from './since-row';
import css from './stream.module.css';
import { folds, type Row } from './timeline';
import { usePlain } from './titled';
import { Unsent } from './unsent';
import { hueKey, nameOf, type Who } from './who';
import { Body } from './words';

const ApprovalCard = lazy(() => withTexts(import('../approvals/approval-card'), 'approvals'));
const CharterCard = lazy(() => withTexts(import('../charters/charter-card'), 'charters'));
const MeetingLink = lazy(() => withTexts(import('../meetings/meeting-link'), 'meetings'));
const MessageFiles = lazy(() => import('./message-files'));

interface StreamRowProps {
  row: Row;
  who: Who;
  lit: boolean;
  onReply(messageId: string): void;
  onActs(message: Message): void;
  onJump(messageId: string): void;
  /** Things of the plan that were made of this message. */
  made?: readonly Planned[];
  onItem(itemId: string): void;
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
      return <SinceRow row={row} who={props.who} onJump={props.onJump} onItem={props.onItem} />;
    case 'hidden':
      return (
        <li className={css.happened} data-from={row.seq}>
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

const NONE: readonly Planned[] = [];

function alike(a = NONE, b = NONE): boolean {
  return a.length === b.length && a.every((each, at) => each.item === b[at]?.item);
}

function same(a: StreamRowProps, b: StreamRowProps): boolean {
  if (a.who !== b.who || a.lit !== b.lit || a.onJump !== b.onJump) return false;
  const [x, y] = [a.row, b.row];
  if (x.kind === 'message' && y.kind === 'message') {
    return x.message === y.message && alike(a.made, b.made) && x.continued === y.continued && x.quoted === y.quoted;
  }
  if (x.kind === 'happened' && y.kind === 'happened') return x.events.length === y.events.length;
  if (x.kind === 'unsent' || x.kind === 'unread' || x.kind === 'hidden') return false;
  return x.kind === y.kind;
}

const LONG_PRESS_MS = 450;
/** A finger that rests still trembles. */
const STILL_PX = 8;

/** A finger that rests asks for the acts; one that moves scrolls. */
function useLongPress(act: () => void) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const from = useRef({ x: 0, y: 0 });
  const stop = () => clearTimeout(timer.current);
  return {
    onPointerDown: (event: PointerEvent) => {
      if (event.pointerType !== 'touch' || (event.target as Element).closest('a, button')) return;
      stop();
      from.current = { x: event.clientX, y: event.clientY };
      timer.current = setTimeout(act, LONG_PRESS_MS);
    },
    onPointerUp: stop,
    onPointerCancel: stop,
    onPointerMove: (event: PointerEvent) => {
      if (Math.hypot(event.clientX - from.current.x, event.clientY - from.current.y) > STILL_PX) stop();
    },
  };
}

function Said({ row, who, lit, made, onReply, onActs, onJump, onItem }: StreamRowProps & { row: Extract<Row, { kind: 'message' }> }) {
  const { t } = useTranslation();
  const times = useTimes();
  const { message, continued, quoted } = row;
  const party = who.partyOf(message.author);
  const press = useLongPress(() => !message.deletion && onActs(message));
  return (
    <li className={css.message} id={`row-${message.id}`} data-seq={row.seq} data-continued={continued} data-lit={lit} tabIndex={-1} {...press}>
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
              <Icon name="more" size={20} />
            </button>
          </div>
          <Words message={message} quoted={quoted} who={who} onJump={onJump} />
          {message.files && (
            <div className={css.files} style={{ '--files': message.files.length } as React.CSSProperties}>
              <Suspense>
                <MessageFiles message={message} files={message.files} />
              </Suspense>
            </div>
          )}
          {message.edited_at && (
            <span className={css.edited} title={times.full(message.edited_at)}>
              {t('message.edited')}
            </span>
          )}
          {made && <Made of={made} who={who} onItem={onItem} />}
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
  const plain = usePlain();
  const { reply_to, audience } = message;
  return (
    <>
      {reply_to !== undefined && (
        <button type="button" className={css.quote} onClick={() => onJump(reply_to)}>
          {quoted ? `${quoted.author.name}: ${plain(quoted)}` : t('room.earlier')}
        </button>
      )}
      {audience && (
        <span className={css.audience}>
          <Icon name="lock" size={14} />
          {t('room.only_for', { parties: audience.map((id) => who.partyName(id)).join(', ') })}
        </span>
      )}
      <div className={css.body}>
        <Body body={namesFiles(message) ? '' : message.body} mentions={message.mentions} who={who} />
      </div>
    </>
  );
}

/** The words are the names of its files, which stand below them anyway. */
const namesFiles = (message: Message | PostMessage) => 'files' in message && message.files?.map(({ name }) => name).join(', ') === message.body;

function Happened({ events, who }: { events: readonly DureEvent[]; who: Who }) {
  const words = useEventWords(who);
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const last = events.at(-1)!;
  const ofMeeting = last.meeting !== undefined;
  const fold = folds(events) && (
    <button type="button" className={css.fold} aria-expanded={open} onClick={() => setOpen(!open)}>
      {ofMeeting ? t('meetings.earlier', { count: events.length - 1 }) : words.folded(events)}
    </button>
  );
  return (
    <>
      {fold && !ofMeeting && <EventLine event={last} who={who} words={fold} from={events[0]!.seq} bare />}
      {(!fold || open) && events.slice(0, ofMeeting ? -1 : undefined).map((event) => <EventLine key={event.seq} event={event} who={who} words={words.one(event)} />)}
      {ofMeeting && <EventLine event={last} who={who} words={words.one(last)} after={fold} />}
    </>
  );
}

interface EventLineProps {
  event: DureEvent;
  who: Who;
  words: ReactNode;
  after?: ReactNode;
  /** Stands for several. */
  bare?: boolean;
  /** The first of them. */
  from?: number;
}

/** One event in one line: who, what, when. */
function EventLine({ event, who, words, after, bare = false, from }: EventLineProps) {
  const times = useTimes();
  const { locale } = useSigned().person;
  return (
    <li className={css.happened} lang={locale} data-seq={bare ? undefined : event.seq} data-from={from}>
      <EventMark event={event} who={who} />
      <span className={css.told}>
        <span>{words}</span>
        {!bare && <EventChanges event={event} who={who} />}
        {!bare && event.approval && (
          <span className={css.card}>
            <Suspense>
              <ApprovalCard approval={event.approval} who={who} />
            </Suspense>
          </span>
        )}
        {!bare && event.charter && (
          <span className={css.card}>
            <Suspense>
              <CharterCard charter={event.charter} kind={event.kind} actor={event.actor} />
            </Suspense>
          </span>
        )}
        {!bare && event.meeting && (
          <span className={css.when}>
            <Suspense>
              <MeetingLink event={event} meeting={event.meeting} />
            </Suspense>
          </span>
        )}
        {after}
      </span>
      {event.at !== undefined && (
        <time className={css.clock} dateTime={event.at} title={times.full(event.at)}>
          {times.clock(event.at)}
        </time>
      )}
    </li>
  );
}

function EventMark({ event, who }: { event: DureEvent; who: Who }) {
  const { actor } = event;
  if (!actor) return <span />;
  const party = who.partyOf(actor);
  return <Mark size="small" id={party ? hueKey(party) : actor.firm_id} name={party ? nameOf(party) : actor.name} side={party?.side} />;
}
