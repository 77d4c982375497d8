// Which parties have seen the reader's last words, by the frames and the snapshot; the names one tap away.
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSigned } from '../access/signed';
import type { Message, Snapshot } from '../api/types';
import { Icon } from '../ui/icon';
import css from './stream.module.css';

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

export function SeenLine({ state, message }: { state: Snapshot; message: Message }) {
  const { t } = useTranslation();
  const { person } = useSigned();
  const [open, setOpen] = useState(false);
  const parties = seenBy(state, message);
  if (parties.length === 0 || message.author.person_id !== person.id) return null;
  const count = parties.filter((party) => party.people.some((one) => one.seen)).length;
  return (
    <div className={css.seen}>
      <button type="button" className={css.seenButton} onClick={() => setOpen(true)} aria-haspopup="dialog">
        {count > 0 && <Icon name="check" size={14} />}
        {t('seen.line', { count: parties.length, seen: count })}
      </button>
      {open && (
        <Suspense>
          <SeenSheet state={state} parties={parties} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </div>
  );
}
