// What was made of a message, under it: each with its state and whose turn it is.
import { useTranslation } from 'react-i18next';
import { useSigned } from '../access/signed';
import { ItemState } from '../plan/item-words';
import { ballOf, isMine, type Planned } from '../plan/turns';
import css from './made.module.css';
import type { Who } from './who';

export function Made({ of, who, onItem }: { of: readonly Planned[]; who: Who; onItem(id: string): void }) {
  const { t } = useTranslation();
  const { person } = useSigned();
  const reader = { person_id: person.id, parties: who.partiesOf(person.id) };
  return (
    <ul className={css.made} aria-label={t('message.made')}>
      {of.map((planned) => {
        const ball = ballOf(planned);
        const mine = ball !== undefined && isMine(ball, reader);
        return (
          <li key={planned.item.id}>
            <button type="button" title={planned.item.title} onClick={() => onItem(planned.item.id)}>
              <ItemState planned={planned} />
              {ball && <span data-mine={mine}>{mine ? t('ball.mine') : who.partyName(ball.party_id)}</span>}
            </button>
          </li>
        );
      })}
    </ul>
  );
}
