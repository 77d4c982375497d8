// The plan as bars and points on one time scale, for a desk: text that can be selected, read aloud and printed.
import { useTranslation } from 'react-i18next';
import type { Snapshot } from '../api/types';
import { usePhaseName } from '../ui/phase-bar';
import { useTimes } from '../ui/time';
import css from './gantt.module.css';
import { dayNumber, dayText, ganttOf, type GanttRow } from './gantt-rows';
import { lateness } from './turns';

const WIDTH = 960;
const LABELS = 150;
const ROW = 26;
const HEAD = 38;

export function Gantt({ state }: { state: Snapshot }) {
  const { t, i18n } = useTranslation();
  const times = useTimes();
  const phaseName = usePhaseName();
  const today = times.dayKey(new Date().toISOString());
  const scale = ganttOf(state, today);
  if (!scale) return null;
  const x = (day: number) => LABELS + ((day - scale.from) / (scale.to - scale.from)) * (WIDTH - LABELS);
  const month = new Intl.DateTimeFormat(i18n.language, { month: 'short', timeZone: 'UTC' });
  const height = HEAD + scale.rows.length * ROW + 6;
  const y = (at: number) => HEAD + at * ROW;
  const every = Math.max(1, Math.ceil(scale.months.length / 14));
  return (
    <figure className={css.gantt} aria-label={t('plan.gantt')}>
      <svg viewBox={`0 0 ${WIDTH} ${height}`} role="group" aria-label={t('plan.gantt')}>
        {scale.months.map((day, at) => (
          <g key={day} className={css.month}>
            <line x1={x(day)} x2={x(day)} y1={HEAD - 6} y2={height} />
            {at % every === 0 && (
              <text x={x(day) + 4} y={HEAD - 9}>
                {month.format(new Date(`${dayText(day)}T00:00:00Z`))}
              </text>
            )}
          </g>
        ))}
        {scale.rows.map((row, at) => (
          <g key={row.key} transform={`translate(0 ${y(at)})`}>
            <text x={0} y={17} className={css.label}>
              {row.kind === 'phase' ? phaseName(row.phase) : t(`plan.gantt_${row.of}`)}
            </text>
            <Row row={row} x={x} today={today} />
          </g>
        ))}
        <g className={css.today}>
          <line x1={x(dayNumber(today))} x2={x(dayNumber(today))} y1={HEAD - 6} y2={height} />
          <text x={x(dayNumber(today)) + 4} y={10}>
            {t('plan.today')}
          </text>
        </g>
      </svg>
    </figure>
  );
}

function Row({ row, x, today }: { row: GanttRow; x(day: number): number; today: string }) {
  const { t } = useTranslation();
  const times = useTimes();
  if (row.kind === 'phase') {
    const { phase } = row;
    const width = Math.max(4, x(row.to) - x(row.from));
    const words = `${t(`phase_state.${phase.state as 'planned'}`)} · ${times.date(dayText(row.to))}`;
    return (
      <g className={css.phase} data-state={phase.state} data-late={phase.state !== 'done' && dayText(row.to) < today}>
        <title>{words}</title>
        <rect x={x(row.from)} y={5} width={width} height={15} className={css.bar} />
        <rect x={x(row.from)} y={5} width={(width * phase.progress) / 100} height={15} className={css.done} />
      </g>
    );
  }
  const onDay = new Map<number, number>();
  for (const { at } of row.points) onDay.set(at, (onDay.get(at) ?? 0) + 1);
  return row.points.map(({ at, planned }) => (
    <g
      key={planned.item.id}
      className={css.point}
      data-kind={planned.kind}
      data-closed={planned.item.closed_seq !== undefined}
      data-late={lateness(planned, today)}
      transform={`translate(${x(at)} 12.5)`}
    >
      <title>{`${planned.item.title} · ${times.date(dayText(at))}`}</title>
      {planned.kind === 'milestone' ? <path d="M0-7 7 0 0 7-7 0Z" /> : <circle r={5} />}
      {onDay.get(at)! > 1 && (
        <text x={9} y={4}>
          {onDay.get(at)}
        </text>
      )}
    </g>
  ));
}
