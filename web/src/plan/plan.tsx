// The plan of a project: phases, whose turn it is, milestones, what was agreed and proposed.
import { Button } from '@mantine/core';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearch } from 'wouter';
import { useSigned } from '../access/signed';
import type { Phase } from '../api/types';
import { withTexts } from '../i18n/late';
import { NextMeetings } from '../meetings/next-meetings';
import { hueKey, nameOf, type Who } from '../rooms/who';
import type { PlanEntry } from '../sync/outbox';
import type { RoomView } from '../sync/room';
import { Acts } from '../ui/acts';
import { useDesk } from '../ui/desk';
import { Icon } from '../ui/icon';
import { Mark } from '../ui/mark';
import { Section } from '../ui/page';
import { usePhaseName } from '../ui/phase-bar';
import rows from '../ui/rows.module.css';
import { Empty, Loading } from '../ui/states';
import tab from '../ui/tab.module.css';
import { useTimes } from '../ui/time';
import { Gantt } from './gantt';
import { BallToken, DueDay, ItemState } from './item-words';
import { Pending, PendingLine, pendingOf } from './pending';
import css from './plan.module.css';
import {
  ballOf,
  byDay,
  byTurn,
  daysUntil,
  isOpen,
  KINDS,
  mayWrite,
  meIn,
  plannedIn,
  type Kind,
  type Me,
  type Planned,
  type TurnGroup,
} from './turns';

const Clocks = lazy(() => withTexts(import('../clocks/clocks'), 'clocks'));
const EditProject = lazy(() => import('./edit-project'));
const ItemSheet = lazy(() => import('./item-sheet'));
const PhaseSheet = lazy(() => import('./phase-sheet'));
const WriteSheet = lazy(() => import('./write-sheet'));

type Acting = { act: 'write' | 'project' } | { act: 'item'; id: string } | { act: 'phase'; id?: string };

/** What the address names. */
function askedFor(search: string): Acting | undefined {
  const asked = new URLSearchParams(search);
  const [item, phase] = [asked.get('item'), asked.get('phase')];
  if (item) return { act: 'item', id: item };
  return phase ? { act: 'phase', id: phase } : undefined;
}

export default function Plan({ room, who }: { room: RoomView; who: Who }) {
  const { t } = useTranslation();
  const { person } = useSigned();
  const desk = useDesk();
  const asked = useSearch();
  const [acting, setActing] = useState(() => askedFor(asked));
  useEffect(() => setActing(askedFor(asked)), [asked]);
  const state = room.state;
  if (!state) return <Loading rows={6} />;
  const me = meIn(state, person.id);
  const all = plannedIn(state);
  const close = () => setActing(undefined);
  const choose = (planned: Planned) => setActing({ act: 'item', id: planned.item.id });
  const turns = byTurn(state, me);
  const of = (kind: Kind) => all.filter((planned) => planned.kind === kind && isOpen(planned)).sort(byDay);
  const closed = all.filter((planned) => !isOpen(planned)).sort((a, b) => (b.item.closed_seq ?? 0) - (a.item.closed_seq ?? 0));
  const chosen = acting?.act === 'item' ? all.find((planned) => planned.item.id === acting.id) : undefined;
  const writes = KINDS.some((kind) => mayWrite(kind, me));
  const list = { who, me, pending: room.pending, onChoose: choose };
  return (
    <div className={tab.tab}>
      {writes && (
        <Acts kept more={me.leads ? [{ words: t('plan.edit_project'), run: () => setActing({ act: 'project' }) }] : []}>
          <Button onClick={() => setActing({ act: 'write' })}>{t('plan.write')}</Button>
        </Acts>
      )}
      <Pending pending={room.pending} items={all} />
      {desk && <Gantt state={state} />}
      <div className={css.columns}>
        <div className={css.column}>
          {turns.length === 0 ? (
            <Section title={t('plan.turns')}>
              <Empty title={t('plan.nobody')}>{t(writes ? 'plan.nobody_words' : 'plan.nobody_read')}</Empty>
            </Section>
          ) : (
            turns.map((group) => <Turns key={group.key} group={group} {...list} />)
          )}
        </div>
        <div className={css.column}>
          <NextMeetings state={state} me={me} />
          <Phases
            phases={state.phases}
            onChoose={me.leads ? (id) => setActing({ act: 'phase', id }) : undefined}
            onAdd={me.leads ? () => setActing({ act: 'phase' }) : undefined}
          />
          {(['milestone', 'decision', 'idea'] as const).map((kind) => (
            <Items key={kind} title={t(`plan.${kind}s`)} none={t(`plan.no_${kind}s`)} items={of(kind)} {...list} />
          ))}
          <Suspense fallback={<Loading />}>
            <Clocks room={room} who={who} />
          </Suspense>
          {closed.length > 0 && (
            <details className={css.closed}>
              <summary>{t('plan.closed', { count: closed.length })}</summary>
              <ul className={`${rows.rows} ${css.sheet}`}>
                {closed.map((planned) => (
                  <ItemRow key={planned.item.id} planned={planned} {...list} />
                ))}
              </ul>
            </details>
          )}
        </div>
      </div>
      <Suspense>
        {acting?.act === 'write' && <WriteSheet state={state} me={me} onClose={close} />}
        {acting?.act === 'project' && <EditProject project={state.project} onClose={close} />}
        {acting?.act === 'phase' && me.leads && (
          <PhaseSheet state={state} phase={state.phases.find((phase) => phase.id === acting.id)} onClose={close} />
        )}
        {chosen && <ItemSheet key={chosen.item.id} state={state} planned={chosen} who={who} me={me} onClose={close} />}
      </Suspense>
    </div>
  );
}

interface ListProps {
  who: Who;
  me: Me;
  pending: readonly PlanEntry[];
  onChoose(planned: Planned): void;
}

function Turns({ group, ...list }: ListProps & { group: TurnGroup }) {
  const { t } = useTranslation();
  const party = list.who.party(group.party_id);
  const name = group.mine ? t('ball.mine') : party ? nameOf(party) : '';
  return (
    <section className={css.turns} data-mine={group.mine} aria-label={name}>
      <h2>
        {!group.mine && party && <Mark size="small" id={hueKey(party)} name={nameOf(party)} side={party.side} />}
        {name}
        <span className="figures"> {group.items.length}</span>
      </h2>
      <ul className={`${rows.rows} ${css.sheet}`}>
        {group.items.map((planned) => (
          <ItemRow key={planned.item.id} planned={planned} {...list} />
        ))}
      </ul>
    </section>
  );
}

function Items({ title, none, items, ...list }: ListProps & { title: string; none: string; items: Planned[] }) {
  return (
    <Section title={title} count={items.length}>
      {items.length === 0 ? (
        <p className={css.none}>{none}</p>
      ) : (
        <ul className={rows.rows}>
          {items.map((planned) => (
            <ItemRow key={planned.item.id} planned={planned} {...list} />
          ))}
        </ul>
      )}
    </Section>
  );
}

function ItemRow({ planned, who, me, pending, onChoose }: ListProps & { planned: Planned }) {
  const ball = ballOf(planned);
  const owner = planned.kind === 'milestone' ? who.partyName(planned.item.owner_party_id) : undefined;
  return (
    <li>
      <button type="button" className={`${rows.row} ${rows.plain} ${css.entry}`} onClick={() => onChoose(planned)}>
        <span className={rows.words}>
          <span className={rows.first}>{planned.item.title}</span>
          <span className={rows.second}>
            <ItemState planned={planned} />
            {owner && <span>{owner}</span>}
            <DueDay planned={planned} />
            <PendingLine entries={pendingOf(pending, planned.item.id)} />
          </span>
        </span>
        {ball && <BallToken ball={ball} who={who} me={me} />}
      </button>
    </li>
  );
}

interface PhasesProps {
  phases: readonly Phase[];
  onChoose?: (id: string) => void;
  onAdd?: () => void;
}

function Phases({ phases, onChoose, onAdd }: PhasesProps) {
  const { t } = useTranslation();
  const add = onAdd && (
    <Button variant="subtle" size="compact-sm" leftSection={<Icon name="plus" size={16} />} onClick={onAdd}>
      {t('plan.add_phase')}
    </Button>
  );
  return (
    <Section title={t('panel.phases')} act={add}>
      <ol className={rows.rows}>
        {phases.map((phase) => (
          <li key={phase.id}>
            {onChoose ? (
              <button type="button" className={`${rows.row} ${rows.plain}`} onClick={() => onChoose(phase.id)}>
                <PhaseWords phase={phase} />
              </button>
            ) : (
              <div className={rows.row}>
                <PhaseWords phase={phase} />
              </div>
            )}
          </li>
        ))}
      </ol>
    </Section>
  );
}

function PhaseWords({ phase }: { phase: Phase }) {
  const { t } = useTranslation();
  const name = usePhaseName();
  const times = useTimes();
  const late = phase.due_on !== undefined && phase.state !== 'done' && daysUntil(phase.due_on, times.dayKey(new Date().toISOString()));
  return (
    <>
      <span className={css.piece} data-state={phase.state} aria-hidden="true">
        <span style={{ width: `${phase.progress}%` }} />
      </span>
      <span className={css.phaseName} data-state={phase.state}>
        {name(phase)}
      </span>
      <span className={rows.end}>
        <span className="figures">
          {phase.state === 'running' && phase.progress > 0
            ? t('panel.progress', { percent: phase.progress })
            : t(`phase_state.${phase.state as 'planned'}`)}
        </span>
        {phase.due_on && (
          <span className={`${css.due} figures`} data-late={late !== false && late < 0 ? 'late' : undefined}>
            <time dateTime={phase.due_on}>
              {late !== false && late < 0 ? t('plan.late', { on: times.shortDate(phase.due_on), count: -late }) : times.date(phase.due_on)}
            </time>
          </span>
        )}
      </span>
    </>
  );
}
