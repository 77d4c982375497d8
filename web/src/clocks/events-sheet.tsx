// The events behind a figure: each a way to its place in the room.
import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { ClockEvent, ClockEventPage, PartyClock } from '../api/types';
import { nameOf, type Who } from '../rooms/who';
import { placeAddress } from '../rooms/targets';
import { useOnline } from '../ui/online';
import rows from '../ui/rows.module.css';
import { Sheet } from '../ui/sheet';
import { Shown } from '../ui/states';
import { useTimes } from '../ui/time';
import type { Figure } from './bars';
import css from './clocks.module.css';
import { eventsBehind, useEventsBehind } from './reads';
import { useFigures } from './use-figures';

interface EventsProps {
  project_id: string;
  clock: PartyClock;
  figure: Figure;
  who: Who;
  onClose(): void;
}

export default function EventsSheet({ project_id, clock, figure, who, onClose }: EventsProps) {
  const { t } = useTranslation();
  const told = useFigures(clock)[figure];
  const read = useEventsBehind(project_id, clock.party_id, figure);
  const party = who.party(clock.party_id);
  return (
    <Sheet title={`${party ? nameOf(party) : ''} · ${t(`clocks.figure.${figure}`)}`} onClose={onClose}>
      <p className={css.total}>
        <strong className="figures">{told.value}</strong>
        <span className="figures">{told.line}</span>
      </p>
      <p className={css.about}>{t(`clocks.about.${figure}`)}</p>
      <h3 className={css.heading}>{t('clocks.events')}</h3>
      <Shown read={read}>{(page) => <Events key={page.items[0]?.seq ?? 0} first={page} more={(after) => eventsBehind(project_id, clock.party_id, figure, after)} project_id={project_id} />}</Shown>
    </Sheet>
  );
}

interface ListProps {
  first: ClockEventPage;
  more(after: string): Promise<ClockEventPage>;
  project_id: string;
}

function Events({ first, more, project_id }: ListProps) {
  const { t } = useTranslation();
  const online = useOnline();
  const [{ items, next }, setShown] = useState(first);
  const [busy, setBusy] = useState(false);
  const load = async (after: string) => {
    setBusy(true);
    try {
      const page = await more(after);
      setShown({ ...page, items: [...items, ...page.items] });
    } finally {
      setBusy(false);
    }
  };
  if (items.length === 0) return <p className={css.about}>{t('clocks.no_events')}</p>;
  return (
    <>
      <ul className={rows.rows}>
        {items.map((event) => (
          <EventRow key={`${event.seq}-${event.subject_id}-${event.what}`} event={event} project_id={project_id} />
        ))}
      </ul>
      {next !== undefined && (
        <Button variant="default" fullWidth loading={busy} disabled={!online} onClick={() => void load(next)}>
          {t('clocks.more')}
        </Button>
      )}
    </>
  );
}

function EventRow({ event, project_id }: { event: ClockEvent; project_id: string }) {
  const { t } = useTranslation();
  const times = useTimes();
  const held = event.what === 'held';
  const kind = held || event.subject_kind === 'question' ? t(`clocks.subject.${event.subject_kind as 'approval'}`, { number: event.number ?? 0 }) : t('clocks.design');
  return (
    <li className={css.event}>
      <Link href={placeAddress(project_id, event.seq)} className={`${rows.row} ${css.come}`}>
        <span className={rows.words}>
          <span className={rows.first}>
            {kind} <span className={css.title}>{event.title}</span>
          </span>
          <span className={`${rows.second} figures`}>
            {held ? (
              <time dateTime={event.at}>{t('clocks.since', { at: times.full(event.at) })}</time>
            ) : (
              <>
                <span>{t(`clocks.what.${event.what as 'decided'}`)}</span>
                <time dateTime={event.at}>{times.full(event.at)}</time>
              </>
            )}
            {!event.counted && <span>{t('clocks.not_counted')}</span>}
          </span>
        </span>
        {event.working_days !== undefined && <span className={`${rows.end} figures`}>{t('clocks.days', { count: event.working_days })}</span>}
      </Link>
      {held &&
        (event.until_seq !== undefined && event.until !== undefined ? (
          <Link href={placeAddress(project_id, event.until_seq)} className={`${css.gone} figures`}>
            {t('clocks.until', { at: times.full(event.until) })}
          </Link>
        ) : (
          <span className={css.gone}>{t('clocks.still')}</span>
        ))}
    </li>
  );
}
