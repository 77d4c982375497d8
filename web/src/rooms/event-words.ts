// What an event says in one line, in the reader's language.
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Comment, DureEvent } from '../api/types';
import { plannedOf, usePlanWords } from '../plan/event-words';
import { usePhaseName } from '../ui/phase-bar';
import { nameOf, type Who } from './who';

const FOLDED = {
  'projects.party_added': 'happened.parties_added',
  'projects.member_added': 'happened.members_added',
  'projects.member_updated': 'happened.members_updated',
  'projects.member_removed': 'happened.members_removed',
  'projects.phase_updated': 'happened.phases_updated',
  'comments.comment_carried': 'comments.carried_all',
  'markups.markup_published': 'designs.marked_all',
} as const;

const MEETINGS = {
  'meetings.meeting_planned': 'meetings.happened.planned',
  'meetings.meeting_changed': 'meetings.happened.changed',
  'meetings.meeting_started': 'meetings.happened.started',
  'meetings.meeting_closed': 'meetings.happened.closed',
  'meetings.meeting_reopened': 'meetings.happened.reopened',
  'meetings.meeting_cancelled': 'meetings.happened.cancelled',
  'meetings.meeting_confirmed': 'meetings.happened.confirmed',
} as const;

const DESIGNS = {
  'designs.design_created': 'designs.happened.created',
  'designs.revision_drafted': 'designs.happened.drafted',
  'designs.revision_changed': 'designs.happened.changed',
  'designs.revision_submitted': 'designs.happened.submitted',
  'designs.revision_moved': 'designs.happened.moved',
} as const;

const COMMENTS = {
  'comments.comment_created': 'comments.happened.comment_created',
  'comments.comment_answered': 'comments.happened.comment_answered',
  'comments.comment_closed': 'comments.happened.comment_closed',
  'comments.comment_carried': 'comments.happened.comment_carried',
  'comments.comment_left': 'comments.happened.comment_left',
} as const;

/** A run of these is told by how many: "3 actions". */
const COUNTED = /^plan\.(milestone|action|idea)_(created|updated)$/;

export function useEventWords(who: Who) {
  const { t, i18n } = useTranslation();
  const phase = usePhaseName();
  const plan = usePlanWords(who);
  return useMemo(
    () => ({
      one(event: DureEvent): string {
        const actor = event.actor?.name ?? '';
        switch (event.kind) {
          case 'projects.project_created':
            return t('happened.project_created', { actor });
          case 'projects.project_updated':
            return t('happened.project_updated', { actor });
          case 'projects.party_added':
            return t('happened.party_added', { actor, party: event.party ? nameOf(event.party) : '' });
          case 'projects.party_updated':
            return t('happened.party_updated', { party: event.party ? nameOf(event.party) : '' });
          case 'projects.member_added':
            return t('happened.member_added', { actor, name: event.member?.name ?? '', role: role(event) });
          case 'projects.member_updated':
            return t('happened.member_updated', { actor, name: event.member?.name ?? '', role: role(event) });
          case 'projects.member_removed':
            return t('happened.member_removed', { actor, name: removedName(event) });
          case 'projects.phase_updated':
            return t('happened.phase_updated', { actor, phase: event.phase ? phase(event.phase) : '' });
          case 'projects.phase_created':
            return t('happened.phase_created', { actor, phase: event.phase ? phase(event.phase) : '' });
          case 'projects.phase_deleted':
            return t('happened.phase_deleted', { actor });
          default: {
            if (event.approval ?? event.route) return decided(event);
            if (event.charter) return t('charter.happened', { actor, number: event.charter.number });
            if (event.acceptance) return t('charter.accepted', { actor, number: event.acceptance.charter_number });
            if (event.design ?? event.revision) return designed(event);
            if (event.markup) return t('designs.happened.marked', { actor, design: who.design(event.markup.design_id)?.number ?? '' });
            if (event.comment) return commented(event, event.comment);
            if (event.meeting) return t(MEETINGS[event.kind as keyof typeof MEETINGS] ?? 'meetings.happened.changed', { actor, title: event.meeting.title });
            const planned = plannedOf(event);
            if (planned) return plan.one(event, planned);
            return t('happened.other', { actor, kind: event.kind });
          }
        }
      },
      folded(events: readonly DureEvent[]): string {
        const kind = events[0]?.kind ?? '';
        const count = events.length;
        const [, of, what] = COUNTED.exec(kind) ?? [];
        if (of) {
          const items = t(`plan.count.${of as 'action'}`, { count });
          return t(what === 'created' ? 'happened.items_created' : 'happened.items_updated', { items });
        }
        if (kind in FOLDED) return t(FOLDED[kind as keyof typeof FOLDED], { count });
        return t('happened.others', { count, kind });
      },
    }),
    [t, i18n, phase, plan, who],
  );

  function designed(event: DureEvent): string {
    const of = event.design ?? who.design(event.revision?.design_id ?? '');
    const words = DESIGNS[event.kind as keyof typeof DESIGNS] ?? 'designs.happened.changed';
    const state = t(`designs.state.${(event.revision?.state ?? 'draft') as 'draft'}`);
    return t(words, { actor: event.actor?.name ?? '', number: of?.number ?? '', title: of?.title ?? '', label: event.revision?.label ?? '', state });
  }

  function decided({ kind, actor, approval, route }: DureEvent): string {
    const what = kind.split('.')[1] ?? '';
    const designs = approval?.submission.revisions.map(({ design_number, label }) => `${design_number} ${label}`).join(', ');
    const key = `approval.happened.${what as 'changed'}` as const;
    // Whatever else happens to an approval has changed it.
    return t(i18n.exists(key) ? key : 'approval.happened.changed', { actor: actor?.name ?? '', number: approval?.number, designs, route: route?.name });
  }

  function commented(event: DureEvent, comment: Comment): string {
    const words = COMMENTS[event.kind as keyof typeof COMMENTS] ?? 'comments.happened.comment_answered';
    const state = t(`comments.state.${comment.state as 'open'}`);
    const design = who.design(comment.design_id)?.number ?? '';
    return t(words, { actor: event.actor?.name ?? '', number: comment.number, state, design, party: who.partyName(comment.party_id) });
  }

  function role(event: DureEvent): string {
    const given = event.member?.role;
    return given ? t(`role.${given as 'lead' | 'contributor' | 'approver' | 'observer'}`) : '';
  }

  function removedName(event: DureEvent): string {
    const id = event.removed?.id;
    return event.member?.name ?? (id === undefined ? undefined : who.member(id)?.name) ?? t('happened.somebody');
  }
}
