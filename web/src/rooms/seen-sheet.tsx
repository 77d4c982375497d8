import { useTranslation } from 'react-i18next';
import type { Snapshot } from '../api/types';
import { Mark } from '../ui/mark';
import { Sheet } from '../ui/sheet';
import type { PartySeen } from './seen-line';
import css from './seen.module.css';
import { hueKey, nameOf } from './who';

interface SeenSheetProps {
  state: Snapshot;
  parties: readonly PartySeen[];
  onClose(): void;
}

/** Parties in which nobody has read it yet come first. */
const seen = (party: PartySeen) => Number(party.people.some((one) => one.seen));

export default function SeenSheet({ state, parties, onClose }: SeenSheetProps) {
  const { t } = useTranslation();
  return (
    <Sheet title={t('seen.title')} onClose={onClose}>
      {[...parties].sort((a, b) => seen(a) - seen(b)).map(({ id, people }) => {
        const party = state.parties.find((one) => one.id === id)!;
        return (
          <div key={id} className={css.seenParty}>
            <Mark size="small" id={hueKey(party)} name={nameOf(party)} side={party.side} />
            <div>
              <strong>{nameOf(party)}</strong>
              {people.map((one, at) => (
                <p key={at} className={css.seenName}>
                  <span>{one.name}</span>
                  <span>{one.seen ? t('seen.yes') : t('seen.no')}</span>
                </p>
              ))}
            </div>
          </div>
        );
      })}
    </Sheet>
  );
}
