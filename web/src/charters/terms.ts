// What a charter says, as a form and as clauses: sensible beginnings, what changed between two versions. Pure.
import type { CharterTerms, DecisionCode } from '../api/types';

export const CLAUSES = ['codes', 'days', 'deemed', 'answers', 'sight', 'signature', 'retention', 'exit', 'other'] as const;
export type Clause = (typeof CLAUSES)[number];

/** The same number in every charter. */
export const numberOf = (clause: Clause) => CLAUSES.indexOf(clause) + 1;

/** What stands in a clause; two that say the same are equal. */
export function contentOf(terms: CharterTerms, clause: Clause): string {
  switch (clause) {
    case 'codes':
      return JSON.stringify([...terms.codes].sort((a, b) => a.rank - b.rank).map(({ letter, label, may_proceed, resubmit, resubmit_days, is_final }) => [letter, label, may_proceed, resubmit, resubmit_days, is_final]));
    case 'days':
      return `${terms.due_days} ${terms.max_due_days ?? ''}`;
    case 'deemed':
      return terms.deemed_code ?? '';
    case 'answers':
      return `${terms.sealed} ${terms.sealed_fixed}`;
    case 'retention':
      return String(terms.retention_years);
    default:
      return terms[clause] ?? '';
  }
}

/** Clauses that say something else in another version; a clause that neither has is none. */
export function changed(before: CharterTerms, after: CharterTerms): Clause[] {
  return CLAUSES.filter((clause) => contentOf(before, clause) !== contentOf(after, clause));
}

/** Clauses that a version has. */
export const present = (terms: CharterTerms): Clause[] => CLAUSES.filter((clause) => clause !== 'other' || terms.other !== undefined);

const code = (letter: string, rank: number, may_proceed: string, resubmit: string, is_final: boolean): DecisionCode => ({ letter, rank, may_proceed, resubmit, is_final });

/** The codes that Dure brings. */
export const USUAL: readonly DecisionCode[] = [
  code('I', 1, 'yes', 'none', false),
  code('A', 2, 'yes', 'none', true),
  code('B1', 3, 'as_noted', 'none', true),
  code('B2', 4, 'as_noted', 'for_record', true),
  code('X', 5, 'as_noted', 'required', false),
  code('C', 6, 'no', 'required', true),
  code('D', 7, 'no', 'none', true),
];

/** Whether a code needs no words of its own: everybody reads the same for its letter. */
export function isUsual({ letter, may_proceed, resubmit, is_final }: DecisionCode): boolean {
  return USUAL.some((one) => one.letter === letter && one.may_proceed === may_proceed && one.resubmit === resubmit && one.is_final === is_final);
}

export interface Words {
  sight: string;
  signature: string;
  exit: string;
}

/** Where two who have agreed on nothing yet begin. */
export function proposed(words: Words): CharterTerms {
  return { codes: USUAL.map((one) => ({ ...one })), due_days: 5, max_due_days: 10, sealed: false, sealed_fixed: false, retention_years: 10, ...words };
}

/** Codes that silence may stand for: with them the work goes on, and nothing more is to be decided. */
export const deemable = (codes: readonly DecisionCode[]) => codes.filter(({ may_proceed, is_final }) => may_proceed !== 'no' && is_final);

/** With the place of a code moved: the best stands first, and ranks follow the order. */
export function reordered(codes: readonly DecisionCode[], from: number, to: number): DecisionCode[] {
  const rest = codes.filter((_, at) => at !== from);
  const taken = codes[from];
  if (taken === undefined || to < 0 || to >= codes.length) return [...codes];
  return ranked([...rest.slice(0, to), taken, ...rest.slice(to)]);
}

export const ranked = (codes: readonly DecisionCode[]): DecisionCode[] => codes.map((one, at) => ({ ...one, rank: at + 1 }));

/** The terms as they are sent: no empty words, a deemed code only of those that there are, days that fit. */
export function sendable(terms: CharterTerms): CharterTerms {
  const { max_due_days, deemed_code, other, codes, ...rest } = terms;
  const labelled = codes.map(({ label, ...one }) => {
    const words = label?.trim();
    return { ...one, letter: one.letter.trim(), ...(words ? { label: words } : {}) };
  });
  const taken = deemable(labelled).some(({ letter }) => letter === deemed_code) ? deemed_code : undefined;
  return {
    ...rest,
    codes: ranked(labelled),
    ...(max_due_days === undefined ? {} : { max_due_days }),
    ...(taken === undefined ? {} : { deemed_code: taken }),
    ...(other?.trim() ? { other: other.trim() } : {}),
  };
}

/** Whether something is missing that a form can see itself. */
export function isReady(terms: CharterTerms): boolean {
  const words = [terms.sight, terms.signature, terms.exit].every((each) => each.trim() !== '');
  return words && terms.codes.length >= 2 && terms.codes.every((one) => one.letter.trim() !== '' && (isUsual(one) || Boolean(one.label?.trim())));
}
