// The ball: whose turn it is, and since when. Teal when it is with the reader.
import { useTranslation } from 'react-i18next';
import css from './ball.module.css';

export function Ball({ who, since, mine }: { who: string; since?: string; mine: boolean }) {
  const { t } = useTranslation();
  return (
    <span className={css.ball} data-mine={mine}>
      <span className={css.token} aria-hidden="true" />
      {mine ? t('ball.mine') : who}
      {since && <span className="figures"> · {since}</span>}
    </span>
  );
}
