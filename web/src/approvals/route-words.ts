// A route in plain words: what will happen, step by step, and what when somebody is late. Pure.
import type { TFunction } from 'i18next';
import type { RouteSeat, RouteStep } from '../api/types';

/** What becomes of who is late, as far as it is known here. */
const LATE = { remind: true, lapse: true, deemed: true };

export interface Words {
  t: TFunction;
  language: string;
  /** The name of the party or the person in a seat; nothing where it is not known. */
  nameOf(seat: RouteSeat): string;
}

function listed(names: readonly string[], language: string): string {
  return language === 'ko' ? names.join(', ') : new Intl.ListFormat(language, { type: 'conjunction' }).format(names);
}

/** What one step asks of whom, until when. */
export function stepWords(step: RouteStep, { t, language, nameOf }: Words): string {
  const of = (kind: string) => step.seats.filter((seat) => seat.kind === kind);
  const names = (seats: readonly RouteSeat[]) => listed(seats.map(nameOf), language);
  const required = of('required');
  const who = names(required);
  const days = t('approvals.words.days', { count: step.due_days });
  const parts: string[] = [];
  if (required.length > 0) parts.push(main());
  for (const kind of ['optional', 'comment_only', 'informed'] as const) {
    if (of(kind).length > 0) parts.push(t(`approvals.words.${kind}`, { who: names(of(kind)) }));
  }
  if (step.sealed && required.length > 1) parts.push(t('approvals.words.sealed'));
  if (required.length > 0) parts.push(overdue());
  return parts.join(t('approvals.words.and'));

  function overdue(): string {
    if (step.on_overdue !== 'escalate') return t(`approvals.words.${(step.on_overdue in LATE ? step.on_overdue : 'remind') as 'remind'}`);
    const { escalate_to_person_id: person_id } = step;
    return t('approvals.words.escalate', { who: person_id === undefined ? '' : nameOf({ person_id, kind: 'informed', decides: false }) });
  }

  function main(): string {
    if (step.mode === 'quorum') return t('approvals.words.quorum', { who, days, count: step.quorum ?? 1, of: required.length });
    if (step.mode === 'lead') {
      const lead = required.filter(({ decides }) => decides);
      const others = required.filter(({ decides }) => !decides);
      if (others.length === 0) return t('approvals.words.one', { who: names(lead), days });
      return t('approvals.words.lead', { who: names(others), days, lead: names(lead) });
    }
    if (step.mode === 'consult') return t('approvals.words.consult', { who, days });
    if (required.length === 1) return t('approvals.words.one', { who, days });
    return t(step.mode === 'claim' ? 'approvals.words.claim' : 'approvals.words.all', { who, days });
  }
}

/** All steps, in order. */
export function routeWords(steps: readonly RouteStep[], words: Words): string {
  const { t } = words;
  const asked = steps.filter(({ seats }) => seats.length > 0);
  if (asked.length === 0) return t('approvals.words.nobody');
  return asked
    .map((step, at) => t(at === 0 ? (asked.length === 1 ? 'approvals.words.only' : 'approvals.words.first') : 'approvals.words.then', { step: stepWords(step, words) }))
    .join(' ');
}
