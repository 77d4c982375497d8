// The ball: whose turn it is, and since when, the same everywhere. Teal when it is with the reader.
import { useTranslation } from 'react-i18next';
import { useSigned } from '../access/signed';
import css from './ball.module.css';
import { FirmMark } from './firm-mark';
import { Mark } from './mark';

interface BallProps {
  who: string;
  since?: string;
  mine: boolean;
  /** The party it lies with; the reader's firm without it. */
  mark?: { id: string; name: string; side: string };
  /** How many things lie there. */
  count?: number;
  /** Who exactly, and since when, in full. */
  title?: string;
}

export function Ball({ who, since, mine, mark, count, title }: BallProps) {
  const { t } = useTranslation();
  const { person } = useSigned();
  return (
    <span className={css.ball} data-mine={mine} title={title}>
      {mark ? <Mark size="small" {...mark} /> : <FirmMark size="small" id={person.firm_id} name={person.firm_name} />}
      <span className={css.who}>{mine ? t('ball.mine') : who}</span>
      {count !== undefined && count > 1 && <span className="figures">{count}</span>}
      {since && <span className="figures">· {since}</span>}
    </span>
  );
}
