// A state as a word with a shape; colour only adds to it.
import { useTranslation } from 'react-i18next';
import css from './state-word.module.css';

export type State = 'invited' | 'accepted' | 'confirmed' | 'active' | 'locked' | 'sent' | 'void';

export function StateWord({ state }: { state: State }) {
  const { t } = useTranslation();
  return (
    <span className={css.state} data-state={state}>
      <span className={css.shape} aria-hidden="true" />
      {t(`status.${state}`)}
    </span>
  );
}
