// Whom the writer may mean after an `@`: members and parties that hear the message.
import { useTranslation } from 'react-i18next';
import type { Mention, Snapshot } from '../api/types';
import { Mark } from '../ui/mark';
import css from './composer.module.css';
import { hueKey, nameOf } from './who';

export interface Candidate {
  name: string;
  /** The party of a member, the firm of a department. */
  beside: string;
  hue: string;
  side?: string;
  mention: Mention;
}

const MOST = 6;
const ASKED = /(?:^|[\s(])@([^\s@]{0,30})$/;

/** What stands after the last `@` before the caret; nothing when there is none. */
export function askedFor(before: string): string | undefined {
  return ASKED.exec(before)?.[1];
}

export function candidates(state: Snapshot, asked: string, audience: readonly string[] | undefined, me: string): Candidate[] {
  const wanted = asked.normalize('NFC').toLowerCase();
  const parties = new Map(state.parties.map((party) => [party.id, party]));
  const own = state.members.find((member) => member.person_id === me)?.party_id;
  const hears = (party: string) => !audience || audience.includes(party) || party === own;
  const people = state.members
    .filter((member) => member.person_id !== me && hears(member.party_id))
    .map((member): Candidate => {
      const party = parties.get(member.party_id);
      const mention = { person_id: member.person_id };
      return { name: member.name, beside: party ? nameOf(party) : '', hue: party ? hueKey(party) : member.firm_id, side: party?.side, mention };
    });
  const all = state.parties
    .filter((party) => hears(party.id))
    .map((party): Candidate => ({
      name: nameOf(party),
      beside: party.department_id ? party.firm_name : '',
      hue: hueKey(party),
      side: party.side,
      mention: { party_id: party.id },
    }));
  const fits = (one: Candidate) => one.name.toLowerCase().includes(wanted);
  const begins = (one: Candidate) => Number(one.name.toLowerCase().startsWith(wanted));
  return [...people, ...all].filter(fits).sort((a, b) => begins(b) - begins(a)).slice(0, MOST);
}

interface MentionListProps {
  found: readonly Candidate[];
  chosen: number;
  onChoose(candidate: Candidate): void;
}

export function MentionList({ found, chosen, onChoose }: MentionListProps) {
  const { t } = useTranslation();
  return (
    <ul className={css.mentions} role="listbox" id="mention-list" aria-label={t('message.mention')}>
      {found.map((candidate, at) => (
        <li
          key={candidate.mention.person_id ?? candidate.mention.party_id}
          role="option"
          id={`mention-${at}`}
          aria-selected={at === chosen}
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => onChoose(candidate)}
        >
          <Mark size="small" id={candidate.hue} name={candidate.name} side={candidate.side} />
          <span className={css.mentionName}>{candidate.name}</span>
          <span className={css.mentionBeside}>{candidate.beside}</span>
        </li>
      ))}
    </ul>
  );
}
