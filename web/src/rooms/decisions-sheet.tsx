import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSigned } from '../access/signed';
import type { Decision, Snapshot } from '../api/types';
import ItemSheet from '../plan/item-sheet';
import { meIn } from '../plan/turns';
import rows from '../ui/rows.module.css';
import { Sheet } from '../ui/sheet';
import { useTimes } from '../ui/time';
import { nameOf, type Who } from './who';

/** Those that stand come first, the newest of them on top; then those withdrawn lately. */
export default function DecisionsSheet({ state, who, onClose }: { state: Snapshot; who: Who; onClose(): void }) {
  const { t } = useTranslation();
  const { person } = useSigned();
  const [chosen, setChosen] = useState<string>();
  const all = (state.decisions ?? []).toReversed();
  const standing = all.filter((each) => each.closed_seq === undefined);
  const withdrawn = all.filter((each) => each.closed_seq !== undefined);
  const item = all.find((each) => each.id === chosen);
  if (item) {
    const planned = { kind: 'decision' as const, item };
    return <ItemSheet state={state} planned={planned} who={who} me={meIn(state, person.id)} onClose={onClose} />;
  }
  return (
    <Sheet title={t('decisions.title')} onClose={onClose}>
      <List of={standing} who={who} onChoose={setChosen} />
      {withdrawn.length > 0 && (
        <>
          <h2>{t('plan.state.decision.withdrawn')}</h2>
          <List of={withdrawn} who={who} onChoose={setChosen} />
        </>
      )}
    </Sheet>
  );
}

function List({ of, who, onChoose }: { of: readonly Decision[]; who: Who; onChoose(id: string): void }) {
  const times = useTimes();
  return (
    <ul className={rows.rows}>
      {of.map((decision) => {
        const party = who.partyOf(decision.author);
        return (
          <li key={decision.id}>
            <button type="button" className={`${rows.row} ${rows.plain}`} onClick={() => onChoose(decision.id)}>
              <span className={rows.words}>
                <span className={rows.first}>{decision.title}</span>
                <span className={rows.second}>
                  <span>{[party && nameOf(party), decision.author.name].filter(Boolean).join(' · ')}</span>
                  <time dateTime={decision.created_at}>{times.full(decision.created_at)}</time>
                </span>
              </span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
