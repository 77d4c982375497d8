// What this device knows of the things that a link names, and of what was made of messages.
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useSigned } from '../access/signed';
import type { DureEvent, Snapshot } from '../api/types';
import { plannedOf } from '../plan/event-words';
import { ballOf, isMine, meIn, plannedIn, type Planned } from '../plan/turns';
import type { RoomView } from '../sync/room';
import { usePhaseName } from '../ui/phase-bar';
import { addressOf } from './targets';
import { nameOf, type Who } from './who';
import { plain, unsigned, type Thing, type Things } from './words';

/** Every item that is known here by its id: as the state has it, else as the record told it last. */
export function itemsIn(state: Snapshot | undefined, log: readonly DureEvent[]): Map<string, Planned> {
  const items = new Map<string, Planned>();
  for (const event of log) {
    const planned = plannedOf(event);
    if (planned) items.set(planned.item.id, planned);
  }
  if (state) for (const planned of plannedIn(state)) items.set(planned.item.id, planned);
  return items;
}

/** What was made of each message. */
export function madeOf(items: ReadonlyMap<string, Planned>): Map<string, Planned[]> {
  const made = new Map<string, Planned[]>();
  for (const planned of items.values()) {
    const from = planned.item.message_id;
    if (from !== undefined) made.set(from, [...(made.get(from) ?? []), planned]);
  }
  return made;
}

interface Ways {
  jump(messageId: string): void;
  open(itemId: string): void;
  go(path: string): void;
}

export function useThings(room: RoomView, items: ReadonlyMap<string, Planned>, who: Who, ways: Ways): Things {
  const { t } = useTranslation();
  const { person } = useSigned();
  const phaseName = usePhaseName();
  const { log, state } = room;
  return useMemo(() => {
    const project = room.id;
    const item = (planned: Planned): Thing => {
      const ball = ballOf(planned);
      const me = state && meIn(state, person.id);
      const mine = ball !== undefined && me !== undefined && isMine(ball, me);
      return {
        kind: planned.kind,
        words: planned.item.title,
        state: t(`plan.state.${planned.kind}.${planned.item.state}` as 'plan.state.action.open'),
        ...(ball ? { turn: { mine, who: mine ? t('ball.mine') : who.partyName(ball.party_id) } } : {}),
        open: () => ways.open(planned.item.id),
      };
    };
    return {
      project,
      seek: ways.jump,
      about(kind, id) {
        const planned = items.get(id);
        if (planned) return item(planned);
        if (kind === 'member') {
          const member = who.member(id);
          if (!member) return undefined;
          const role = t(`role.${member.role as 'lead'}`);
          const open = () => ways.go(addressOf({ project, kind, id }));
          return { kind, words: member.name, state: [who.partyName(member.party_id), role].filter(Boolean).join(' · '), open };
        }
        if (kind === 'party') {
          const party = who.party(id);
          return party && { kind, words: nameOf(party), open: () => ways.go(`/projects/${project}/people`) };
        }
        if (kind === 'phase') {
          const phase = state?.phases.find((each) => each.id === id);
          if (!phase) return undefined;
          const open = () => ways.go(addressOf({ project, kind, id }));
          return { kind, words: phaseName(phase), state: t(`phase_state.${phase.state as 'planned'}`), open };
        }
        if (kind === 'message') {
          const message = state?.messages.find((one) => one.id === id) ?? log.findLast((event) => event.message?.id === id)?.message;
          if (!message) return undefined;
          return { kind, words: `${message.author.name}: ${plain(message, t('message.deleted'))}`, open: () => ways.jump(id) };
        }
        if (kind === 'design') {
          const design = who.design(id);
          if (!design) return undefined;
          const revision = state?.revisions?.find((one) => one.design_id === id);
          const stands = revision ? t('designs.revision', { label: revision.label }) : t(`designs.kind.${design.kind as 'other'}`);
          return { kind, words: `${design.number} ${design.title}`, state: stands, open: () => ways.go(addressOf({ project, kind, id })) };
        }
        if (kind === 'comment') {
          const comment = state?.comments?.find((one) => one.id === id);
          if (!comment) return undefined;
          const words = `${who.design(comment.design_id)?.number ?? ''} ${t('comments.one', { number: comment.number })}: ${unsigned(comment.body)}`;
          const stands = t(`comments.state.${comment.state as 'open'}`);
          const turn = comment.ball && { who: who.partyName(comment.ball.party_id), mine: isMine(comment.ball, { person_id: person.id, parties: who.partiesOf(person.id) }) };
          return { kind, words, state: stands, ...(turn ? { turn } : {}), open: () => ways.go(addressOf({ project, kind, id })) };
        }
        if (kind === 'approval') {
          const approval = state?.approvals?.find((one) => one.id === id);
          if (!approval) return undefined;
          const words = `${t('approval.one', { number: approval.number })}: ${approval.submission.revisions.map(({ design_number, label }) => `${design_number} ${label}`).join(', ')}`;
          const ball = approval.ball.find((each) => isMine(each, { person_id: person.id, parties: who.partiesOf(person.id) })) ?? approval.ball[0];
          const turn = ball && { who: who.partyName(ball.party_id), mine: isMine(ball, { person_id: person.id, parties: who.partiesOf(person.id) }) };
          return { kind, words, state: t(`approval.state.${approval.state as 'open'}`), ...(turn ? { turn } : {}), open: () => ways.go(addressOf({ project, kind, id })) };
        }
        const meeting = kind === 'meeting' && state?.meetings?.find((one) => one.id === id);
        if (!meeting) return undefined;
        const stands = meeting.closed_seq !== undefined && meeting.state === 'closed' ? 'confirmed' : meeting.state;
        const open = () => ways.go(addressOf({ project, kind, id }));
        return { kind, words: meeting.title, state: t(`meetings.state.${stands as 'planned'}`), open };
      },
    };
  }, [room.id, log, state, items, who, ways, person.id, t]);
}
