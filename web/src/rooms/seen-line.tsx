// Which parties have seen the reader's last words, by the frames and the snapshot; the names one tap away.
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSigned } from '../access/signed';
import type { Message, Snapshot } from '../api/types';
import { Icon } from '../ui/icon';
import css from './seen.module.css';
import type { Who } from './who';

const SeenSheet = lazy(() => import('./seen-sheet'));

export interface PartySeen {
  id: string;
  people: { name: string; seen: boolean }[];
}

/** Other parties that hear the message, each with who of it has read so far. */
export function seenBy(state: Snapshot, message: Message): PartySeen[] {
  const own = state.members.find((member) => member.person_id === message.author.person_id)?.party_id;
  const read = new Map(state.seen.map((one) => [one.person_id, one.seq]));
  return state.parties
    .filter((party) => party.id !== own && (!message.audience || message.audience.includes(party.id)))
    .map((party) => ({
      id: party.id,
      people: state.members
        .filter((member) => member.party_id === party.id)
        .map((member) => ({ name: member.name, seen: (read.get(member.person_id) ?? 0) >= message.seq })),
    }))
    .filter((party) => party.people.length > 0);
}

const NAMED = 2;

export function SeenLine({ state, message, who }: { state: Snapshot; message: Message; who: Who }) {
  const { t } = useTranslation();
  const { person } = useSigned();
  const [open, setOpen] = useState(false);
  const parties = seenBy(state, message);
  if (parties.length === 0 || message.author.person_id !== person.id) return null;
  const missing = parties.filter((party) => !party.people.some((one) => one.seen));
  const count = parties.length - missing.length;
  const named = missing.slice(0, NAMED).map((party) => who.partyName(party.id)).join(', ');
  const rest = missing.length - NAMED;
  return (
    <div className={css.seen}>
      <button type="button" className={css.seenButton} onClick={() => setOpen(true)} aria-haspopup="dialog">
        {count > 0 && <Icon name="check" size={14} />}
        <span>{count === 0 ? t('seen.none') : t('seen.line', { count: parties.length, seen: count })}</span>
        {count > 0 && missing.length > 0 && (
          <span>· {rest > 0 ? t('seen.not_yet_more', { names: named, count: rest }) : t('seen.not_yet', { names: named })}</span>
        )}
      </button>
      {open && (
        <Suspense>
          <SeenSheet state={state} parties={parties} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </div>
  );
}
