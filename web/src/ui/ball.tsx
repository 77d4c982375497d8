// The ball: whose turn it is, and since when. Teal when it is with the reader.
import { useTranslation } from 'react-i18next';
import css from './ball.module.css';
import { Mark } from './mark';

interface BallProps {
  who: string;
  since?: string;
  mine: boolean;
  /** The party it lies with. */
  mark?: { id: string; name: string; side: string };
  /** Who exactly, and since when, in full. */
  title?: string;
}

export function Ball({ who, since, mine, mark, title }: BallProps) {
  const { t } = useTranslation();
  return (
    <span className={css.ball} data-mine={mine} title={title}>
      {mark && !mine ? <Mark size="small" {...mark} /> : <span className={css.token} aria-hidden="true" />}
      <span className={css.who}>{mine ? t('ball.mine') : who}</span>
      {since && <span className="figures">· {since}</span>}
    </span>
  );
}
