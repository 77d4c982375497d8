// The strips of a model's tools.
import { useTranslation } from 'react-i18next';
import { Strip } from '../bar';
import type { Vector } from '../view';
import { VIEW_NAMES, type ViewName } from './cameras';
import css from './model.module.css';
import type { Cut } from './scene';

export function Views({ onLook }: { onLook(from: ViewName): void }) {
  const { t } = useTranslation();
  return (
    <Strip label={t('viewers.model.views')}>
      {VIEW_NAMES.map((name) => (
        <button key={name} type="button" className={css.choice} onClick={() => onLook(name)}>
          {t(`viewers.model.view.${name}`)}
        </button>
      ))}
    </Strip>
  );
}

const AXES = ['x', 'y', 'z'] as const;

export function CutTool({ cut, onCut }: { cut: Cut; onCut(cut: Cut): void }) {
  const { t } = useTranslation();
  return (
    <Strip label={t('viewers.model.cut')}>
      <div className={css.choices} role="radiogroup" aria-label={t('viewers.model.cut_axis')}>
        {AXES.map((axis) => (
          <button key={axis} type="button" role="radio" className={css.choice} aria-checked={cut.axis === axis} onClick={() => onCut({ ...cut, axis })}>
            {axis.toUpperCase()}
          </button>
        ))}
      </div>
      <Slider label={t('viewers.model.cut_at')} value={cut.at} onValue={(at) => onCut({ ...cut, at })} />
      <button type="button" className={css.choice} aria-pressed={cut.turned} onClick={() => onCut({ ...cut, turned: !cut.turned })}>
        {t('viewers.model.cut_turn')}
      </button>
    </Strip>
  );
}

export function ExplodeTool({ by, onBy }: { by: number; onBy(by: number): void }) {
  const { t } = useTranslation();
  return (
    <Strip label={t('viewers.model.explode')}>
      <span>{t('viewers.model.explode_by')}</span>
      <Slider label={t('viewers.model.explode_by')} value={by / MOST_EXPLODED} onValue={(value) => onBy(value * MOST_EXPLODED)} />
    </Strip>
  );
}

const MOST_EXPLODED = 1.5;

function Slider({ label, value, onValue }: { label: string; value: number; onValue(value: number): void }) {
  return (
    <input className={css.slider} type="range" min={0} max={1} step={0.01} value={value} aria-label={label} onChange={(event) => onValue(Number(event.target.value))} />
  );
}

interface MeasureProps {
  ends: readonly Vector[];
  millimetres: number | undefined;
  onClear(): void;
}

export function MeasureTool({ ends, millimetres, onClear }: MeasureProps) {
  const { t, i18n } = useTranslation();
  const [from, to] = ends;
  const words = from && to ? t('viewers.model.distance', { value: distance(from, to) }) : t(from ? 'viewers.model.measure_second' : 'viewers.model.measure_first');
  return (
    <Strip label={t('viewers.model.measure')}>
      <strong className={`${css.distance} figures`} role="status">
        {words}
      </strong>
      {from && (
        <button type="button" className={css.choice} onClick={onClear}>
          {t('viewers.model.clear')}
        </button>
      )}
    </Strip>
  );

  function distance(a: Vector, b: Vector): string {
    const long = Math.hypot(b[0] - a[0], b[1] - a[1], b[2] - a[2]) * (millimetres ?? 1);
    const number = new Intl.NumberFormat(i18n.language, { maximumSignificantDigits: 5, useGrouping: false }).format(long);
    return millimetres === undefined ? `${number} ${t('viewers.model.no_unit')}` : `${number} mm`;
  }
}
