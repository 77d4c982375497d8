// What waits for the reader over all projects: their turn in plans, pages and firms to confirm, what the server refused.
import type { UseQueryResult } from '@tanstack/react-query';
import { useMemo } from 'react';
import { coming, may, useApprovalTurns, useCharterTurns, useClusters, useCommentTurns, useConfirmations, useFirmsToConfirm, useProjects, useTurns } from '../access/reads';
import { useNetwork, useSigned } from '../access/signed';
import type { ApprovalTurn, CharterTurn, Cluster, CommentTurn, Firm, MeetingTurn, Project, Turn } from '../api/types';
import { daysUntil, type Planned } from '../plan/turns';
import type { OutboxEntry } from '../sync/outbox';

/** Items and comments whose turn passes on with what waits in the outbox: answered, or put into another state. */
export function handedOver(entries: readonly OutboxEntry[]): Set<string> {
  return new Set(
    entries.flatMap(({ plan, comment, state }) => {
      if (state === 'refused') return [];
      if (comment && comment.act !== 'create') return [comment.comment_id];
      if (plan === undefined || plan.act === 'create') return [];
      return plan.act === 'answer' || plan.change.state !== undefined ? [plan.item_id] : [];
    }),
  );
}

export interface Waiting {
  turns: readonly Turn[];
  /** Seats of approvals that the reader answers for. */
  approvals: readonly ApprovalTurn[];
  /** What the reader has done, and the server does not know yet. */
  handed: readonly Turn[];
  /** Meetings whose page waits for the reader's word. */
  pages: readonly MeetingTurn[];
  /** Comments on designs to answer, to close or to check. */
  comments: readonly CommentTurn[];
  /** The same, answered or closed here. */
  handedComments: readonly CommentTurn[];
  /** Charters that the reader may sign for their firm. */
  charters: readonly CharterTurn[];
  toConfirm: readonly { firm: Firm; cluster: Cluster }[];
  /** Projects in which the server refused something that was written here. */
  refused: readonly Project[];
  /** Clusters that the reader leads. */
  led: readonly Cluster[];
  count: number;
  /** The read that the turns come from. */
  read: UseQueryResult<Turn[]>;
  /** Something of it is still on its way, for the first time. */
  coming: boolean;
}

export function useWaiting(): Waiting {
  const { engine } = useSigned();
  const { refused: someRefused } = useNetwork();
  const clusters = useClusters();
  const led = useMemo(() => (clusters.data ?? []).filter((cluster) => may(cluster, 'invite_firm')), [clusters.data]);
  const toConfirm = useFirmsToConfirm(led);
  const projects = useProjects().data ?? [];
  const read = useTurns();
  const confirmations = useConfirmations();
  const pages = confirmations.data ?? [];
  const commented = useCommentTurns();
  const seats = useApprovalTurns();
  const approvals = seats.data ?? [];
  const proposed = useCharterTurns();
  const charters = proposed.data ?? [];
  const done = handedOver(engine.outbox.list());
  const comments = (commented.data ?? []).filter(({ comment }) => !done.has(comment.id));
  const handedComments = (commented.data ?? []).filter(({ comment }) => done.has(comment.id));
  const isDone = (turn: Turn) => done.has(plannedIn(turn)?.item.id ?? '');
  const turns = (read.data ?? []).filter((turn) => !isDone(turn));
  const handed = (read.data ?? []).filter(isDone);
  const refusedIn = new Set(
    someRefused > 0 ? engine.outbox.list().flatMap((entry) => (entry.state === 'refused' ? [entry.project_id] : [])) : [],
  );
  const refused = projects.filter((project) => refusedIn.has(project.id));
  return {
    turns,
    approvals,
    handed,
    pages,
    comments,
    handedComments,
    charters,
    toConfirm: toConfirm.found,
    refused,
    led,
    count: turns.length + approvals.length + charters.length + pages.length + comments.length + toConfirm.found.length + refused.length,
    read,
    coming: coming(read) || coming(confirmations) || coming(commented) || coming(seats) || coming(proposed) || coming(clusters) || toConfirm.coming,
  };
}

export function plannedIn(turn: Turn): Extract<Planned, { kind: 'action' | 'question' }> | undefined {
  if (turn.action) return { kind: 'action', item: turn.action };
  return turn.question && { kind: 'question', item: turn.question };
}

export const TIMES = ['late', 'soon', 'later', 'undated'] as const;

/** What has a day: an item of a plan, or a seat of an approval. */
export type Dated = { turn: Turn; seat?: never } | { seat: ApprovalTurn; turn?: never };

const dayOf = ({ turn, seat }: Dated, dayKey: (at: string) => string) => (seat ? dayKey(seat.due_at) : plannedIn(turn)?.item.due_on);

/** Both in one list by their days; what has none comes last. */
export function byDay(turns: readonly Turn[], approvals: readonly ApprovalTurn[], dayKey: (at: string) => string): Dated[] {
  const all: Dated[] = [...approvals.map((seat) => ({ seat })), ...turns.map((turn) => ({ turn }))];
  return all.sort((a, b) => (dayOf(a, dayKey) ?? '9999').localeCompare(dayOf(b, dayKey) ?? '9999'));
}

/** By how pressing they are; each group stays in the order of its days. */
export function byPress(all: readonly Dated[], today: string, dayKey: (at: string) => string): Record<(typeof TIMES)[number], Dated[]> {
  const groups = { late: [] as Dated[], soon: [] as Dated[], later: [] as Dated[], undated: [] as Dated[] };
  for (const each of all) {
    const due = dayOf(each, dayKey);
    const days = due === undefined ? undefined : daysUntil(due, today);
    groups[days === undefined ? 'undated' : days < 0 ? 'late' : days <= 1 ? 'soon' : 'later'].push(each);
  }
  return groups;
}
