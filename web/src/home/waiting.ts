// What waits for the reader over all projects: their turn in plans, pages and firms to confirm, what the server refused.
import type { UseQueryResult } from '@tanstack/react-query';
import { useMemo } from 'react';
import { coming, may, useClusters, useCommentTurns, useConfirmations, useFirmsToConfirm, useProjects, useTurns } from '../access/reads';
import { useNetwork, useSigned } from '../access/signed';
import type { Cluster, CommentTurn, Firm, MeetingTurn, Project, Turn } from '../api/types';
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
  /** What the reader has done, and the server does not know yet. */
  handed: readonly Turn[];
  /** Meetings whose page waits for the reader's word. */
  pages: readonly MeetingTurn[];
  /** Comments on designs to answer, to close or to check. */
  comments: readonly CommentTurn[];
  /** The same, answered or closed here. */
  handedComments: readonly CommentTurn[];
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
    handed,
    pages,
    comments,
    handedComments,
    toConfirm: toConfirm.found,
    refused,
    led,
    count: turns.length + pages.length + comments.length + toConfirm.found.length + refused.length,
    read,
    coming: coming(read) || coming(confirmations) || coming(commented) || coming(clusters) || toConfirm.coming,
  };
}

export function plannedIn(turn: Turn): Extract<Planned, { kind: 'action' | 'question' }> | undefined {
  if (turn.action) return { kind: 'action', item: turn.action };
  return turn.question && { kind: 'question', item: turn.question };
}

export const TIMES = ['late', 'soon', 'later', 'undated'] as const;

/** Turns by how pressing they are; each group stays in the order of its days. */
export function byPress(turns: readonly Turn[], today: string): Record<(typeof TIMES)[number], Turn[]> {
  const groups = { late: [] as Turn[], soon: [] as Turn[], later: [] as Turn[], undated: [] as Turn[] };
  for (const turn of turns) {
    const due = plannedIn(turn)?.item.due_on;
    const days = due === undefined ? undefined : daysUntil(due, today);
    groups[days === undefined ? 'undated' : days < 0 ? 'late' : days <= 1 ? 'soon' : 'later'].push(turn);
  }
  return groups;
}
