// The time line of a room. It stays where the reader is: at the end while they are there, else in place.
import { lazy, Suspense, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { useNetwork, useSigned } from '../access/signed';
import type { RoomView } from '../sync/room';
import type { Message } from '../api/types';
import { useLooked } from '../designs/looked';
import { Icon } from '../ui/icon';
import { useLettersHere } from '../ui/letters';
import { Loading } from '../ui/states';
import { useTimes } from '../ui/time';
import { meIn } from '../plan/turns';
import { DecisionsLine, standingIn } from './decisions-line';
import { useDrawn } from './drawn';
import { SeenLine } from './seen-line';
import { StreamRow } from './stream-row';
import css from './stream.module.css';
import { timeline } from './timeline';
import { itemsIn, madeOf, useThings } from './things';
import type { Who } from './who';
import { ThingsContext } from './words';

const ItemSheet = lazy(() => import('../plan/item-sheet'));
const MessageSheet = lazy(() => import('./message-sheet'));

const NEAR_PX = 48;
const OLDER_PX = 400;
const JUMP_PAGES = 60;
/** Looks for more rows before there are none: a slow device draws late. */
const GROWS_WITHIN = 20;
const CAUGHT_UP_MS = 4_000;
/** Events that are looked through for what is new. */
const MOST_SINCE = 1_000;

interface StreamProps {
  room: RoomView;
  who: Who;
  onReply(messageId: string): void;
  onEdit(message: Message): void;
}

export function Stream({ room, who, onReply, onEdit }: StreamProps) {
  const { t } = useTranslation();
  const { engine, person } = useSigned();
  const times = useTimes();
  const [readBefore] = useState(room.readSeq);
  const newUpTo = useCaughtUp(room);
  const messages = room.state?.messages;
  const loadOlder = useCallback(() => engine.loadOlder(room.id), [engine, room.id]);
  const { drawn, more, older } = useDrawn(room, readBefore, loadOlder);
  const parties = useMemo(() => who.partiesOf(person.id), [who, person.id]);
  const [acting, setActing] = useState<Message>();
  const looked = useLooked(room.id, room.log.some(({ kind, seq }) => seq > readBefore && kind === 'designs.revision_submitted'));
  const rows = useMemo(
    () =>
      timeline({
        log: drawn,
        whole: room.log,
        messages: messages ?? [],
        unsent: room.unsent,
        readBefore,
        newUpTo,
        me: person.id,
        parties,
        looked,
        dayKey: times.dayKey,
      }),
    [drawn, room.log, messages, room.unsent, readBefore, newUpTo, person.id, parties, looked, times],
  );
  const { ref, atEnd, toEnd, leave, moves } = usePlace(room, drawn[0]?.seq ?? 0, rows.length > 0, newUpTo !== undefined, more, () => void older());
  const lettersHere = useLettersHere(rows.length > 0);
  const head = room.state?.as_of_seq ?? 0;
  useReading(atEnd, head, (seq) => void engine.marks.read(room.id, seq));

  // As far back as the reader was, so that the divider stands where it belongs and counts all.
  const first = room.log[0]?.seq ?? 0;
  useEffect(() => {
    if (readBefore > 0 && first > readBefore + 1 && head - first < MOST_SINCE) void engine.loadOlder(room.id);
  }, [engine, room.id, readBefore, first, head]);

  const [lit, setLit] = useState<string>();
  const jump = useCallback(async (id: string) => {
    for (let pages = 0; pages < JUMP_PAGES; pages += 1) {
      const found = document.getElementById(`row-${id}`) ?? rowAt(id);
      if (found) {
        leave();
        found.scrollIntoView({ block: 'center' });
        setLit(found.id.replace('row-', ''));
        if (found.id === '') found.dataset.lit = 'true';
        (found.querySelector<HTMLElement>('button') ?? found).focus({ preventScroll: true });
        return;
      }
      const before = rowCount();
      await older();
      for (let waits = 0; rowCount() === before; waits += 1) {
        if (waits === GROWS_WITHIN) return;
        await new Promise((resolve) => setTimeout(resolve, 30));
      }
    }
  }, [older, leave]);
  useAddressed(room.log.length > 0, jump);
  const [, go] = useLocation();
  const [opened, setOpened] = useState<string>();
  const items = useMemo(() => itemsIn(room.state, room.log), [room.state, room.log]);
  const made = useMemo(() => madeOf(items), [items]);
  const ways = useMemo(() => ({ jump: (id: string) => void jump(id), open: setOpened, go }), [jump, go]);
  const things = useThings(room, items, who, ways);
  const chosen = opened === undefined ? undefined : items.get(opened);
  const last = messages?.findLast((message) => !message.deletion);

  if (!room.state) return null;
  const standing = standingIn(room.state);
  return (
    <ThingsContext value={things}>
    <div className={css.frame} data-coming={!lettersHere}>
      {!lettersHere && (
        <div className={css.coming}>
          <Loading rows={6} />
        </div>
      )}
      <DecisionsLine standing={standing} state={room.state} who={who} />
      <div className={css.stream} data-topped={standing.length > 0} ref={ref} {...moves} tabIndex={0} role="log" aria-label={t('room.stream')} aria-live="polite">
        <div className={css.older} aria-hidden={!room.loadingOlder}>
          {room.loadingOlder ? t('room.loading_older') : ''}
        </div>
        <ol className={css.rows} id="rows">
          {rows.map((row) => (
            <StreamRow key={row.key} row={row} who={who} lit={lit === row.key} onReply={onReply} onActs={setActing} onJump={jump} onItem={setOpened} made={made.get(row.key)} />
          ))}
        </ol>
        {last && room.unsent.length === 0 && <SeenLine state={room.state} message={last} who={who} />}
        {room.state.messages.length === 0 && room.unsent.length === 0 && (
          <p className={css.quiet}>{t('room.no_words')}</p>
        )}
      </div>
      {!atEnd && (
        <button type="button" className={css.toEnd} onClick={toEnd}>
          <Icon name="down" size={18} />
          {t('room.to_end')}
        </button>
      )}
      {acting && (
        <Suspense>
          <MessageSheet
            message={acting}
            state={room.state}
            who={who}
            onReply={() => onReply(acting.id)}
            onEdit={() => onEdit(acting)}
            onClose={() => setActing(undefined)}
          />
        </Suspense>
      )}
      {chosen && (
        <Suspense>
          <ItemSheet
            key={chosen.item.id}
            state={room.state}
            planned={chosen}
            who={who}
            me={meIn(room.state, person.id)}
            onClose={() => setOpened(undefined)}
            onMessage={(id) => void jump(id)}
          />
        </Suspense>
      )}
    </div>
    </ThingsContext>
  );
}

const rowCount = () => document.getElementById('rows')?.childElementCount;

/** The row that stands for a place of the record, once that far is drawn: `seq-12`. */
function rowAt(id: string): HTMLElement | undefined {
  const seq = Number(/^seq-(\d+)$/.exec(id)?.[1] ?? NaN);
  const rows = [...document.querySelectorAll<HTMLElement>('#rows :is([data-seq], [data-from])')];
  const place = ({ dataset }: HTMLElement) => Number(dataset.seq ?? dataset.from);
  const isDrawn = rows[0] !== undefined && place(rows[0]) <= seq;
  return isDrawn ? rows.findLast((row) => place(row) <= seq) : undefined;
}

/** Where the address names a message or a place, such as after a search, the stream opens there. */
function useAddressed(ready: boolean, jump: (id: string) => Promise<void>): void {
  const done = useRef(false);
  useEffect(() => {
    const id = location.hash.slice(1);
    if (!ready || done.current || id === '') return;
    done.current = true;
    history.replaceState(history.state, '', location.pathname);
    setTimeout(() => void jump(id), 50);
  }, [ready, jump]);
}

/** Says what was read while the end of the room is on a screen somebody looks at. */
function useReading(atEnd: boolean, head: number, read: (seq: number) => void): void {
  const latest = useRef(read);
  latest.current = read;
  useEffect(() => {
    const look = () => {
      if (atEnd && head > 0 && document.visibilityState === 'visible') latest.current(head);
    };
    look();
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, [atEnd, head]);
}

/** Up to where the record was when the reader came: known once everything later is here, or nothing more comes soon. */
function useCaughtUp(room: RoomView): number | undefined {
  const [at, setAt] = useState<number>();
  const head = room.state?.as_of_seq ?? 0;
  const { online } = useNetwork();
  const there = room.status === 'live' || !online;
  const latest = useRef(head);
  latest.current = head;
  useEffect(() => {
    if (at !== undefined) return;
    if (there) return setAt(latest.current);
    const timer = setTimeout(() => setAt(latest.current), CAUGHT_UP_MS);
    return () => clearTimeout(timer);
  }, [at, there]);
  return at;
}

function usePlace(room: RoomView, first: number, filled: boolean, caughtUp: boolean, more: () => boolean, older: () => void) {
  const ref = useRef<HTMLDivElement>(null);
  const [atEnd, setAtEnd] = useState(true);
  const stuck = useRef(true);
  const opened = useRef(false);
  const before = useRef({ first: 0, height: 0 });
  const ask = useRef(older);
  ask.current = older;

  useLayoutEffect(() => {
    const box = ref.current;
    if (!box || !filled) return;
    // Before anything is painted the screen is full; rows that come above later would move it.
    if (!opened.current && box.scrollHeight < box.clientHeight + OLDER_PX && more()) return;
    if (!opened.current) {
      opened.current = caughtUp;
      const divider = box.querySelector<HTMLElement>('[data-unread]');
      box.scrollTop = divider ? divider.offsetTop - 96 : box.scrollHeight;
      stuck.current = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_PX;
    } else if (first < before.current.first) {
      box.scrollTop += box.scrollHeight - before.current.height;
    } else if (stuck.current) {
      box.scrollTop = box.scrollHeight;
    }
    before.current = { first, height: box.scrollHeight };
  });

  useEffect(() => {
    const box = ref.current;
    if (!box) return;
    const seen = new ResizeObserver(() => {
      if (stuck.current) box.scrollTop = box.scrollHeight;
      if (box.scrollHeight <= box.clientHeight + OLDER_PX) ask.current();
    });
    // The rows too: they grow when the typeface comes.
    seen.observe(box);
    for (const part of box.children) seen.observe(part);
    return () => seen.disconnect();
  }, [filled]);

  // Who writes wants to see it stand there.
  const written = useRef(room.unsent.length);
  useLayoutEffect(() => {
    const box = ref.current;
    if (box && room.unsent.length > written.current) {
      stuck.current = true;
      box.scrollTop = box.scrollHeight;
    }
    written.current = room.unsent.length;
  }, [room.unsent.length]);

  /** Who moves by themselves is not moved any more to what is new. */
  const hold = useCallback(() => void (opened.current = true), []);
  /** Goes elsewhere: what is drawn from now on moves nobody back to the end. */
  const leave = useCallback(() => {
    opened.current = true;
    stuck.current = false;
  }, []);
  const onScroll = useCallback(() => {
    const box = ref.current;
    if (!box) return;
    stuck.current = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_PX;
    setAtEnd(stuck.current);
    if (box.scrollTop < OLDER_PX) ask.current();
  }, []);

  const toEnd = useCallback(() => {
    const box = ref.current;
    if (box) box.scrollTop = box.scrollHeight;
  }, []);
  return { ref, atEnd, toEnd, leave, moves: { onScroll, onWheel: hold, onPointerDown: hold, onKeyDown: hold } };
}
