// The reactions under a message; a tap sets or takes back one's own.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNetwork, useSigned } from '../access/signed';
import type { Message } from '../api/types';
import { react } from './message-acts';
import { Reaction } from './reaction';
import css from './reactions.module.css';
import type { Who } from './who';

export function Reactions({ message, who }: { message: Message; who: Who }) {
  const { t } = useTranslation();
  const { person } = useSigned();
  const { online } = useNetwork();
  const [state, setState] = useState<'busy' | 'refused'>();
  const toggle = (emoji: string) => {
    setState('busy');
    react(message, emoji, person.id).then(
      () => setState(undefined),
      () => setState('refused'),
    );
  };
  if (!message.reactions) return null;
  const role = who.member(person.id)?.role;
  const talks = role !== undefined && role !== 'observer';
  return (
    <div className={css.reactions}>
      {message.reactions.map(({ emoji, person_ids }) => {
        const names = person_ids.map((id) => who.member(id)?.name ?? t('happened.somebody')).join(', ');
        return (
          <button
            key={emoji}
            type="button"
            title={names}
            aria-pressed={person_ids.includes(person.id)}
            disabled={!talks || !online || state === 'busy'}
            onClick={() => toggle(emoji)}
          >
            <Reaction emoji={emoji} />
            <span className="figures">{person_ids.length}</span>
            <span className="visually-hidden">{names}</span>
          </button>
        );
      })}
      {state === 'refused' && <span role="alert">{t('message.not_done')}</span>}
    </div>
  );
}
