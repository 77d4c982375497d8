// Whose turn it is, what is late, and who may do what: the rules of the plan as the server has them. Pure.
import type { Action, Ball, Decision, Idea, Member, Milestone, Question, Snapshot } from '../api/types';

export type Planned =
  | { kind: 'milestone'; item: Milestone }
  | { kind: 'action'; item: Action }
  | { kind: 'question'; item: Question }
  | { kind: 'decision'; item: Decision }
  | { kind: 'idea'; item: Idea };

/** What somebody must see to. */
export type Owed = Extract<Planned, { kind: 'milestone' | 'action' | 'question' }>;

export type Kind = Planned['kind'];
export const KINDS = ['milestone', 'action', 'question', 'decision', 'idea'] as const satisfies readonly Kind[];

export interface Me {
  person_id: string;
  role: string;
  /** Parties the person stands in: their firm as a whole, their department. */
  parties: readonly string[];
  leads: boolean;
}

export function meIn(state: Pick<Snapshot, 'members' | 'parties'>, person_id: string): Me {
  const member: Member | undefined = state.members.find((each) => each.person_id === person_id);
  const own = member && state.parties.find((party) => party.firm_id === member.firm_id && !party.department_id);
  const parties = [own?.id, member?.party_id].filter((id): id is string => id !== undefined);
  return { person_id, role: member?.role ?? '', parties, leads: member?.role === 'lead' };
}

export function plannedIn(state: Snapshot): Planned[] {
  return [
    ...(state.milestones ?? []).map((item) => ({ kind: 'milestone' as const, item })),
    ...(state.actions ?? []).map((item) => ({ kind: 'action' as const, item })),
    ...(state.questions ?? []).map((item) => ({ kind: 'question' as const, item })),
    ...(state.decisions ?? []).map((item) => ({ kind: 'decision' as const, item })),
    ...(state.ideas ?? []).map((item) => ({ kind: 'idea' as const, item })),
  ];
}

export function isOpen(planned: Planned): boolean {
  return planned.item.closed_seq === undefined;
}

export function ballOf(planned: Planned): Ball | undefined {
  return planned.kind === 'action' || planned.kind === 'question' ? planned.item.ball : undefined;
}

export function dueOf(planned: Planned): string | undefined {
  return planned.kind === 'decision' || planned.kind === 'idea' ? undefined : planned.item.due_on;
}

/** With the reader by name, or with a party of theirs and nobody in it. */
export function isMine(ball: Ball, me: Pick<Me, 'person_id' | 'parties'>): boolean {
  return ball.person_id === undefined ? me.parties.includes(ball.party_id) : ball.person_id === me.person_id;
}

function isOf(me: Me, party_id: string, person_id: string | undefined): boolean {
  return person_id === me.person_id || me.parties.includes(party_id);
}

const TALKS = ['lead', 'contributor', 'approver'];
const DECIDES = ['lead', 'approver'];
const PLANS = ['lead', 'contributor'];

export function mayWrite(kind: Kind, me: Me): boolean {
  if (kind === 'milestone' || kind === 'action') return PLANS.includes(me.role);
  return (kind === 'decision' ? DECIDES : TALKS).includes(me.role);
}

export function mayEdit(planned: Planned, me: Me): boolean {
  if (me.leads) return true;
  if (!TALKS.includes(me.role)) return false;
  switch (planned.kind) {
    case 'milestone':
    case 'action':
      return isOf(me, planned.item.owner_party_id, planned.item.owner_person_id);
    case 'question':
      return isOf(me, planned.item.asker_party_id, planned.item.asker_person_id);
    case 'decision':
      return DECIDES.includes(me.role) && planned.item.author.person_id === me.person_id;
    case 'idea':
      return planned.item.author.person_id === me.person_id;
  }
}

export function mayAnswer(question: Question, me: Me): boolean {
  const asked = isOf(me, question.owner_party_id, question.owner_person_id);
  return question.closed_seq === undefined && TALKS.includes(me.role) && (me.leads || asked);
}

/** Whether an answer is theirs to give now: a lead stands in for others until there is one. */
export function isAsked(question: Question, me: Me): boolean {
  return mayAnswer(question, me) && (question.state === 'open' || isOf(me, question.owner_party_id, question.owner_person_id));
}

/** States an item may be put into now, the usual one first. */
export function nextStates(planned: Planned, me: Me): string[] {
  if (!mayEdit(planned, me)) return [];
  const open = isOpen(planned);
  switch (planned.kind) {
    case 'milestone':
      return open ? ['reached', 'dropped'] : ['planned'];
    case 'action':
      return open ? ['done', 'dropped'] : ['open'];
    case 'question':
      return planned.item.state === 'answered' ? ['closed', 'open'] : open ? ['closed'] : ['open'];
    case 'decision':
      return open ? ['withdrawn'] : [];
    case 'idea':
      return !me.leads ? [] : open ? ['adopted', 'declined'] : ['open'];
  }
}

/** Days from `today` to `day`, both calendar days; negative when it is past. */
export function daysUntil(day: string, today: string): number {
  return Math.round((Date.parse(`${day}T00:00:00Z`) - Date.parse(`${today}T00:00:00Z`)) / 86_400_000);
}

/** `late` is past its day, `soon` is today or tomorrow. */
export function lateness(planned: Planned, today: string): 'late' | 'soon' | undefined {
  const due = dueOf(planned);
  if (due === undefined || !isOpen(planned)) return undefined;
  const days = daysUntil(due, today);
  return days < 0 ? 'late' : days <= 1 ? 'soon' : undefined;
}

/** What comes first has the earlier day; what has none comes last. */
export function byDay(a: Planned, b: Planned): number {
  return (dueOf(a) ?? '9999').localeCompare(dueOf(b) ?? '9999') || a.item.created_seq - b.item.created_seq;
}

export interface TurnGroup {
  /** A party, or the reader. */
  key: string;
  mine: boolean;
  party_id: string;
  items: Owed[];
}

/** Open actions and questions by whose turn it is: the reader first, then the party that is most pressed. */
export function byTurn(state: Snapshot, me: Me): TurnGroup[] {
  const groups = new Map<string, TurnGroup>();
  for (const planned of plannedIn(state)) {
    const ball = ballOf(planned);
    if (!ball || (planned.kind !== 'action' && planned.kind !== 'question')) continue;
    const mine = isMine(ball, me);
    const key = mine ? 'mine' : ball.party_id;
    const group = groups.get(key) ?? { key, mine, party_id: ball.party_id, items: [] };
    group.items.push(planned);
    groups.set(key, group);
  }
  for (const group of groups.values()) group.items.sort(byDay);
  return [...groups.values()].sort((a, b) => Number(b.mine) - Number(a.mine) || byDay(a.items[0]!, b.items[0]!));
}

export interface Pressed {
  mine: boolean;
  party_id: string;
  /** Balls of plan, approvals and comments together. */
  count: number;
  /** Of these, comments on designs. */
  comments: number;
  /** The oldest of them, in milliseconds. */
  since: number;
}

/** A ball of an approval lies with the reader only where they decide. */
function seatBalls(state: Snapshot, me: Me): { ball: Ball; due: string; mine: boolean }[] {
  return (state.approvals ?? []).flatMap(({ ball: balls, steps }) =>
    balls.map((ball) => {
      const seat = steps.find((step) => step.state === 'open')?.seats.find(({ party_id, due_at }) => party_id === ball.party_id && due_at !== undefined);
      return { ball, due: seat?.due_at ?? '9999', mine: DECIDES.includes(me.role) && isMine(ball, me) };
    }),
  );
}

/** Whose turn it is in all: the reader's before all, else the party that plan and approvals press most, else that of the oldest comment. */
export function mostPressed(state: Snapshot, me: Me): Pressed | undefined {
  const groups = byTurn(state, me);
  const keyOf = (ball: Ball) => (isMine(ball, me) ? 'mine' : ball.party_id);
  const dated = [
    ...groups.flatMap(({ key, items }) => items.flatMap((each) => ({ key, due: dueOf(each) ?? '9999', ball: ballOf(each) }))),
    ...seatBalls(state, me).map(({ ball, due, mine }) => ({ key: mine ? 'mine' : ball.party_id, due, ball })),
  ].sort((a, b) => Number(b.key === 'mine') - Number(a.key === 'mine') || a.due.localeCompare(b.due));
  const said = (state.comments ?? []).flatMap(({ ball }) => (ball ? [ball] : [])).sort((a, b) => a.since.localeCompare(b.since));
  const first = said.find((ball) => isMine(ball, me)) ?? said[0];
  const key = dated[0]?.key === 'mine' || (first && keyOf(first) === 'mine') ? 'mine' : (dated[0]?.key ?? (first && keyOf(first)));
  if (key === undefined) return undefined;
  const planned = dated.flatMap((each) => (each.key === key ? (each.ball ?? []) : []));
  const comments = said.filter((ball) => keyOf(ball) === key);
  const all = [...planned, ...comments];
  return {
    mine: key === 'mine',
    party_id: all[0]!.party_id,
    count: all.length,
    comments: comments.length,
    since: Math.min(...all.map(({ since }) => Date.parse(since))),
  };
}
