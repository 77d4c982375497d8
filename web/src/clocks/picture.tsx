// Two opposing bars on one scale: the customer's days grow to the left, all others' to the right.
import { useTranslation } from 'react-i18next';
import type { PartyClock } from '../api/types';
import { hueKey, nameOf, type Who } from '../rooms/who';
import { hueOf } from '../ui/mark';
import { barsOf, LEFT, type Piece } from './bars';
import css from './clocks.module.css';

const HALF = 100;
const HEIGHT = 16;
/** Between the middle and the first piece, and between pieces. */
const GAP = 1;

export function Picture({ clocks, who }: { clocks: readonly PartyClock[]; who: Who }) {
  const { t } = useTranslation();
  const { left, right, leftDays, rightDays } = barsOf(clocks);
  const sides = { left: t(`side.${LEFT}`), right: t('side.supplier') };
  const words = t('clocks.picture', { left: sides.left, left_days: leftDays, right: sides.right, right_days: rightDays });
  const piece = (at: Piece, toLeft: boolean) => {
    const party = who.party(at.party_id);
    const length = Math.max(at.length * HALF - GAP, GAP);
    const from = at.from * HALF + GAP;
    return (
      <rect
        key={at.party_id}
        className={css.piece}
        style={{ '--hue': party ? hueOf(hueKey(party)) : 0 } as React.CSSProperties}
        x={toLeft ? HALF - from - length : HALF + from}
        y={2}
        width={length}
        height={HEIGHT - 4}
      >
        <title>{`${party ? nameOf(party) : ''} · ${t('clocks.days', { count: at.days })}`}</title>
      </rect>
    );
  };
  return (
    <figure className={css.picture}>
      <figcaption className={css.sides}>
        <span>
          {sides.left} <strong className="figures">{t('clocks.days', { count: leftDays })}</strong>
        </span>
        <span>
          <strong className="figures">{t('clocks.days', { count: rightDays })}</strong> {sides.right}
        </span>
      </figcaption>
      <svg viewBox={`0 0 ${2 * HALF} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={words}>
        {left.map((at) => piece(at, true))}
        {right.map((at) => piece(at, false))}
        <line className={css.middle} x1={HALF} x2={HALF} y1={0} y2={HEIGHT} />
      </svg>
    </figure>
  );
}
