// The run of an approval in a line: a box for each step, in it a dot for each seat that it waits for.
import { useTranslation } from 'react-i18next';
import type { Approval, ApprovalSeat } from '../api/types';
import { shapeOf, shapeOfSeat, type Shape } from './run';
import css from './run-strip.module.css';

const DOT = 11;
const GAP = 8;
const HIGH = 16;
const MOST_DOTS = 6;

interface StripProps {
  approval: Approval;
  /** The ids of seats that wait for the reader. */
  mine?: readonly string[];
}

export function RunStrip({ approval, mine = [] }: StripProps) {
  const { t } = useTranslation();
  const { steps, codes } = approval;
  const over = steps.filter(({ state }) => !['waiting', 'open'].includes(state)).length;
  let x = 0.75;
  const boxes = steps.map((step) => {
    const seats = step.seats.filter(({ kind }) => kind === 'required').slice(0, MOST_DOTS);
    const width = Math.max(1, seats.length) * DOT + 5;
    const box = { x, width, shape: shapeOf(step, codes), seats };
    x += width + GAP;
    return box;
  });
  return (
    <svg className={css.strip} width={x - GAP + 0.75} height={HIGH} role="img" aria-label={t('approvals.run_label', { count: steps.length, done: over })}>
      {boxes.map(({ x: left, width, shape, seats }, at) => (
        <g key={at} data-shape={shape}>
          {at > 0 && <line className={css.way} x1={left - GAP} x2={left} y1={HIGH / 2} y2={HIGH / 2} />}
          <rect className={css.box} x={left} y={0.75} width={width} height={HIGH - 1.5} rx={3} />
          {seats.map((seat, n) => (
            <Dot key={seat.seat_id} seat={seat} shape={shapeOfSeat(seat, codes)} mine={mine.includes(seat.seat_id)} x={left + 8 + n * DOT} />
          ))}
        </g>
      ))}
    </svg>
  );
}

function Dot({ shape, mine, x }: { seat: ApprovalSeat; shape: Shape; mine: boolean; x: number }) {
  const y = HIGH / 2;
  return (
    <g data-shape={shape} data-mine={mine} className={css.dot}>
      {shape === 'left' ? (
        <line x1={x - 3} x2={x + 3} y1={y} y2={y} />
      ) : shape === 'bad' ? (
        <path d={`M${x - 3} ${y - 3}l6 6M${x + 3} ${y - 3}l-6 6`} />
      ) : (
        <>
          <circle cx={x} cy={y} r={3.5} />
          {shape === 'noted' && <path className={css.half} d={`M${x} ${y - 3.5}a3.5 3.5 0 0 1 0 7z`} />}
          {shape === 'open' && <circle className={css.core} cx={x} cy={y} r={1.2} />}
        </>
      )}
    </g>
  );
}
