// The two-way clock: how long things lay with each side, on one scale, and the figures of each party.
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useKeptAt } from '../access/signed';
import type { PartyClock, ProjectClocks } from '../api/types';
import { hueKey, nameOf, type Who } from '../rooms/who';
import type { RoomView } from '../sync/room';
import { Mark } from '../ui/mark';
import { useOnline } from '../ui/online';
import { Section } from '../ui/page';
import { Empty, Shown } from '../ui/states';
import { useTimes } from '../ui/time';
import { FIGURES, measured, type Figure } from './bars';
import css from './clocks.module.css';
import { Picture } from './picture';
import { clocksKey, useClocks } from './reads';
import { useFigures } from './use-figures';

const EventsSheet = lazy(() => import('./events-sheet'));

export default function Clocks({ room, who }: { room: RoomView; who: Who }) {
  const { t } = useTranslation();
  const read = useClocks(room);
  return (
    <Section title={t('clocks.title')}>
      <Shown read={read}>{(clocks) => <Measured clocks={clocks} who={who} />}</Shown>
    </Section>
  );
}

function Measured({ clocks, who }: { clocks: ProjectClocks; who: Who }) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState<{ clock: PartyClock; figure: Figure }>();
  const shown = measured(clocks.parties);
  if (shown.length === 0) {
    return <Empty title={t('clocks.none_title')}>{t('clocks.none')}</Empty>;
  }
  return (
    <div className={css.clocks}>
      <Since project_id={clocks.project_id} />
      <Picture clocks={shown} who={who} />
      <table className={css.table}>
        <thead>
          <tr>
            <th scope="col" className="visually-hidden">
              {t('clocks.party')}
            </th>
            {FIGURES.map((figure) => (
              <th key={figure} scope="col">
                {t(`clocks.figure.${figure}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((clock) => (
            <PartyRow key={clock.party_id} clock={clock} who={who} onAsk={(figure) => setAsked({ clock, figure })} />
          ))}
        </tbody>
      </table>
      <p className={css.words}>{t('clocks.words')}</p>
      {asked && (
        <Suspense>
          <EventsSheet project_id={clocks.project_id} who={who} {...asked} onClose={() => setAsked(undefined)} />
        </Suspense>
      )}
    </div>
  );
}

/** Without a network: when this was received. */
function Since({ project_id }: { project_id: string }) {
  const { t } = useTranslation();
  const times = useTimes();
  const at = useKeptAt(clocksKey(project_id));
  if (useOnline() || at === undefined) return null;
  return (
    <p className={css.since} role="status">
      {t('clocks.kept', { at: times.full(new Date(at).toISOString()) })}
    </p>
  );
}

function PartyRow({ clock, who, onAsk }: { clock: PartyClock; who: Who; onAsk(figure: Figure): void }) {
  const { t } = useTranslation();
  const figures = useFigures(clock);
  const party = who.party(clock.party_id);
  const name = party ? nameOf(party) : '';
  return (
    <tr>
      <th scope="row">
        <span className={css.party}>
          {party && <Mark size="small" id={hueKey(party)} name={name} side={party.side} />}
          <span>{name}</span>
          {clock.court.open > 0 && <span className={`${css.now} figures`}>{t('clocks.now', { count: clock.court.open })}</span>}
        </span>
      </th>
      {FIGURES.map((figure) => (
        <td key={figure}>
          <button type="button" className={css.figure} aria-haspopup="dialog" aria-label={`${name}, ${t(`clocks.figure.${figure}`)}: ${figures[figure].words}`} onClick={() => onAsk(figure)}>
            <span className="figures" data-none={figures[figure].none}>
              {figures[figure].value}
            </span>
          </button>
        </td>
      ))}
    </tr>
  );
}
