// Rows of what waits for the reader, the same on the home screen and on that of their turn.
import { Button } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import { useRoom, useSigned } from '../access/signed';
import type { ApprovalTurn, CharterTurn, Cluster, CommentTurn, Firm, MeetingTurn, Project, Turn } from '../api/types';
import { SaidLine, unsentOf } from '../comments/unsent';
import { DueDay } from '../plan/item-words';
import { PendingLine, pendingOf } from '../plan/pending';
import { daysUntil, meIn } from '../plan/turns';
import { useWrite } from '../plan/write';
import { updated } from '../plan/writes';
import { addressOf } from '../rooms/targets';
import { hueKey, nameOf, useWho } from '../rooms/who';
import type { OutboxEntry } from '../sync/outbox';
import { Ball } from '../ui/ball';
import { Icon } from '../ui/icon';
import { Mark } from '../ui/mark';
import rows from '../ui/rows.module.css';
import { useTimes } from '../ui/time';
import { plannedIn } from './waiting';
import css from './waiting-rows.module.css';

const ItemSheet = lazy(() => import('../plan/item-sheet'));
/** What a comment waits for, by where it stands. */
const COMMENT_WAITS = {
  open: 'comments.turn_answer',
  answered: 'comments.turn_close',
  awaiting_revision: 'comments.turn_revise',
  to_check: 'comments.turn_check',
} as const;
/** What is asked of the reader, other than the answer of a seat. */
const TURN_WORDS = { advice: 'approval.turn_advice', confirm: 'approval.turn_confirm', escalated: 'approval.turn_escalated' } as const;
const DAY_MS = 86_400_000;

/** A turn: what it is and since when; the usual act is one tap, all else is in the sheet behind the words. */
export function TurnRow({ turn, handed = false }: { turn: Turn; handed?: boolean }) {
  const { t } = useTranslation();
  const { person } = useSigned();
  const [, go] = useLocation();
  const room = useRoom(turn.project_id);
  const who = useWho(room.state);
  const [open, setOpen] = useState(false);
  const act = useWrite(turn.project_id, () => {});
  const planned = plannedIn(turn);
  if (!planned) return null;
  const { item, kind } = planned;
  const pending = pendingOf(room.pending, item.id);
  const days = item.ball ? Math.floor((Date.now() - Date.parse(item.ball.since)) / DAY_MS) : 0;
  const party = item.ball && who.party(item.ball.party_id);
  const mark = party && { id: hueKey(party), name: nameOf(party), side: party.side };
  const asker = kind === 'question' && item.author.person_id !== person.id ? item.author.name : undefined;
  const answered = kind === 'question' && item.state === 'answered';
  const show = () => (room.state ? setOpen(true) : go(`/projects/${turn.project_id}/plan?item=${item.id}`));
  return (
    <li className={css.turn}>
      <button type="button" className={css.what} onClick={show}>
        <span className={rows.first}>{item.title}</span>
        <span className={rows.second}>
          <span className={css.code}>{turn.project_code}</span>
          <span>{t(answered ? 'plan.answered_look' : `plan.kind.${kind}`)}</span>
          {asker && <span>{asker}</span>}
          <DueDay planned={planned} />
          <PendingLine entries={pending} />
        </span>
        {act.failure !== undefined && (
          <span role="alert" className={css.failed}>
            {(act.failure as Error).message}
          </span>
        )}
      </button>
      <span className={css.end}>
        {handed ? (
          <Ball mine={false} who={t('turn.handed')} mark={mark} />
        ) : (
          <Ball mine who="" mark={mark} since={days < 1 ? t('ball.today') : t('ball.days', { count: days })} />
        )}
        {pending.length === 0 &&
          (kind === 'action' ? (
            <Button variant="default" data-act loading={act.busy} onClick={() => void act.run(updated(planned, { state: 'done' }))}>
              {t('plan.step.action.done')}
            </Button>
          ) : (
            <Button variant="default" data-act onClick={show}>
              {t(answered ? 'turn.look' : 'turn.answer')}
            </Button>
          ))}
      </span>
      {open && room.state && (
        <Suspense>
          <ItemSheet state={room.state} planned={planned} who={who} me={meIn(room.state, person.id)} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </li>
  );
}

export function PageRow({ turn: { meeting, project_code } }: { turn: MeetingTurn }) {
  const { t } = useTranslation();
  return (
    <li>
      <Link href={`/projects/${meeting.project_id}/meetings/${meeting.id}`} className={rows.row}>
        <span className={rows.words}>
          <span className={rows.first}>{meeting.title}</span>
          <span className={rows.second}>
            <span className={css.code}>{project_code}</span>
            <span>{t('home.page_waits')}</span>
          </span>
        </span>
        <Ball who="" mine />
      </Link>
    </li>
  );
}

export function CharterTurnRow({ turn }: { turn: CharterTurn }) {
  const { t } = useTranslation();
  const days = Math.floor((Date.now() - Date.parse(turn.since)) / DAY_MS);
  return (
    <li>
      <Link href={`/projects/${turn.project_id}/charter`} className={rows.row}>
        <span className={rows.words}>
          <span className={rows.first}>{t('home.charter', { number: turn.number })}</span>
          <span className={rows.second}>
            <span className={css.code}>{turn.project_code}</span>
            <span>{t('home.charter_waits', { name: turn.author.name })}</span>
          </span>
        </span>
        <Ball who="" mine since={days < 1 ? t('ball.today') : t('ball.days', { count: days })} />
      </Link>
    </li>
  );
}

export function ApprovalTurnRow({ turn }: { turn: ApprovalTurn }) {
  const { t } = useTranslation();
  const times = useTimes();
  const { state } = useRoom(turn.project_id);
  const party = state?.parties.find(({ id }) => id === turn.party_id);
  const covered = state?.members.find(({ person_id }) => person_id === turn.deputy_person_id)?.name;
  const asked = state?.members.find(({ person_id }) => person_id === turn.with_person_id)?.name;
  const mark = party && { id: hueKey(party), name: nameOf(party), side: party.side };
  const days = Math.floor((Date.now() - Date.parse(turn.since)) / DAY_MS);
  const due = times.dayKey(turn.due_at);
  const late = daysUntil(due, times.dayKey(new Date().toISOString()));
  return (
    <li>
      <Link href={addressOf({ project: turn.project_id, kind: 'approval', id: turn.approval_id })} className={rows.row}>
        <span className={rows.words}>
          <span className={`${rows.first} ${rows.clamp}`}>{turn.revisions.map(({ design_number, label }) => `${design_number} ${label}`).join(', ')}</span>
          <span className={rows.second}>
            <span className={css.code}>{turn.project_code}</span>
            <span>{t(TURN_WORDS[turn.kind as 'advice'] ?? 'approval.turn', { name: turn.author?.name ?? '' })}</span>
            {turn.for_name && <strong>{t('approval.turn_for', { name: turn.for_name })}</strong>}
            {covered && <span>{t('approval.turn_covered', { name: covered })}</span>}
            {asked && <span>{t('approval.turn_with', { name: asked })}</span>}
            {turn.held_since && <span>{turn.held_until ? t('approval.turn_held_until', { day: times.shortDate(turn.held_until) }) : t('approval.turn_held')}</span>}
            <span className={css.due} data-pressing={late <= 1}>
              {late <= 1 && <Icon name={late < 0 ? 'warn' : 'clock'} size={14} />}
              <time dateTime={turn.due_at}>
                {late < 0 ? t('plan.late', { on: times.shortDate(due), count: -late }) : late === 0 ? t('plan.due_today') : late === 1 ? t('plan.due_tomorrow') : t('plan.due_on', { on: times.shortDate(due) })}
              </time>
            </span>
            {turn.purpose && <span className={css.purpose}>{turn.purpose}</span>}
          </span>
        </span>
        <Ball who="" mine mark={mark} since={days < 1 ? t('ball.today') : t('ball.days', { count: days })} />
      </Link>
    </li>
  );
}

export function CommentTurnRow({ turn: { comment, project_code, design_number }, handed = false }: { turn: CommentTurn; handed?: boolean }) {
  const { t } = useTranslation();
  const room = useRoom(comment.project_id);
  const to = addressOf({ project: comment.project_id, kind: 'comment', id: comment.id });
  return (
    <li>
      <Link href={to} className={rows.row}>
        <span className={rows.words}>
          <span className={`${rows.first} ${rows.clamp}`}>{comment.body}</span>
          <span className={rows.second}>
            <span className={css.code}>{project_code}</span>
            <span>{design_number}</span>
            <span>{t(COMMENT_WAITS[comment.state as 'open'] ?? 'comments.turn_answer')}</span>
            <SaidLine entries={unsentOf(room.said, comment.id)} />
          </span>
        </span>
        <Ball who={handed ? t('turn.handed') : ''} mine={!handed} />
      </Link>
    </li>
  );
}

export function ConfirmRow({ firm, cluster, named }: { firm: Firm; cluster: Cluster; named: boolean }) {
  const { t } = useTranslation();
  return (
    <li>
      <Link href={`/clusters/${cluster.id}`} className={rows.row}>
        <Mark id={firm.id} name={firm.name} side={firm.kind} />
        <span className={rows.words}>
          <span className={rows.first}>{firm.name}</span>
          <span className={rows.second}>
            {named && <span>{cluster.name}</span>}
            <span>{t('home.firm_accepted')}</span>
          </span>
        </span>
        <Ball who="" mine />
      </Link>
    </li>
  );
}

export function RefusedRow({ project }: { project: Project }) {
  const { t } = useTranslation();
  const room = useRoom(project.id);
  const has = (entries: readonly OutboxEntry[]) => entries.some((entry) => entry.state === 'refused');
  const tab = has(room.unsent) ? '' : has(room.said) ? '/designs' : '/plan';
  return (
    <li>
      <Link href={`/projects/${project.id}${tab}`} className={rows.row}>
        <span className={rows.words}>
          <span className={rows.first}>
            <span className={rows.code}>{project.code}</span> {project.name}
          </span>
          <span className={rows.second}>{t('home.refused')}</span>
        </span>
        <Ball who="" mine />
      </Link>
    </li>
  );
}
