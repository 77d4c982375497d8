// What happened to the plan, in words: who, what, for whom, and what it was before.
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Change, DureEvent } from '../api/types';
import type { Who } from '../rooms/who';
import { useTimes } from '../ui/time';
import { KINDS, type Planned } from './turns';

export interface ToldChange {
  field: string;
  from?: string;
  to?: string;
}

/** The item that an event is about. */
export function plannedOf(event: DureEvent): Planned | undefined {
  for (const kind of KINDS) {
    const item = event[kind];
    if (item) return { kind, item } as Planned;
  }
  return undefined;
}

/** Fields whose change the stream tells; the last answer and long texts are named in the line itself. */
const TOLD = ['state', 'title', 'body', 'name', 'due_on', 'starts_on', 'progress', 'owner_party_id', 'owner_person_id'] as const;
type Told = (typeof TOLD)[number];

export function usePlanWords(who: Who) {
  const { t } = useTranslation();
  const times = useTimes();
  return useMemo(() => {
    const value = (field: Told, text: string | undefined, event: DureEvent): string => {
      if (text === undefined) return t('planned.nothing');
      if (field === 'due_on' || field === 'starts_on') return times.date(text);
      if (field === 'owner_party_id') return who.partyName(text) || t('planned.nothing');
      if (field === 'owner_person_id') return who.member(text)?.name ?? t('happened.somebody');
      if (field === 'state' && event.phase) return t(`phase_state.${text as 'planned'}`);
      if (field === 'state') return t(`plan.state.${plannedOf(event)?.kind}.${text}` as 'plan.state.action.open');
      if (field === 'progress') return `${text} %`;
      return text;
    };
    const told = (change: Change, event: DureEvent): ToldChange | undefined => {
      const field = TOLD.find((each) => each === change.field);
      if (!field) return undefined;
      const name = t(`planned.field.${field}`);
      if (field === 'body') return { field: name };
      return { field: name, from: value(field, change.from, event), to: value(field, change.to, event) };
    };
    return {
      one(event: DureEvent, planned: Planned): string {
        const { kind, item } = planned;
        const owner = 'owner_party_id' in item ? who.partyName(item.owner_party_id) : '';
        const words = { actor: event.actor?.name ?? '', kind: t(`plan.kind.${kind}`), title: item.title, owner };
        if (event.kind === 'plan.question_answered') return t('planned.answered', words);
        if (event.kind.endsWith('_created')) return t(owner ? 'planned.created_for' : 'planned.created', words);
        return t('planned.updated', words);
      },
      changes(event: DureEvent): ToldChange[] {
        if (event.kind === 'plan.question_answered') return [];
        return (event.changes ?? []).flatMap((change) => told(change, event) ?? []);
      },
    };
  }, [t, times, who]);
}
