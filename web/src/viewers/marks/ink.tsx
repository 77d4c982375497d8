// What was drawn, over a sheet or a model: where it was drawn at every zoom, its lines of one width on the screen.
import { useTranslation } from 'react-i18next';
import type { Layer, Shape } from '../view';
import { leanOf, lengthOf, pathOf, pixelsOf, placesOf, type Box } from './geometry';
import css from './marks.module.css';

export interface PlacedLayer {
  layer: Pick<Layer, 'id' | 'label' | 'shapes'>;
  box: Box;
}

export function Inks({ placed }: { placed: readonly PlacedLayer[] }) {
  return placed.map(({ layer, box }) => <Ink key={layer.id} layer={layer} box={box} />);
}

function Ink({ layer, box: { left, top, width, height } }: PlacedLayer) {
  const box = { left: 0, top: 0, width, height };
  return (
    <div className={css.ink} style={{ left, top }} role="group" aria-label={layer.label} data-layer={layer.id}>
      <svg width={1} height={1} aria-hidden="true" focusable="false">
        {layer.shapes.map((shape, at) => (
          <Line key={at} shape={shape} box={box} />
        ))}
      </svg>
      {layer.shapes.map((shape, at) => (
        <Words key={at} shape={shape} box={box} />
      ))}
    </div>
  );
}

export function Line({ shape, box }: { shape: Shape; box: Box }) {
  const width = pixelsOf(shape.width);
  const path = pathOf(shape.kind, placesOf(shape.points, box), width);
  if (!path) return null;
  return (
    <g data-shape={shape.kind} data-color={shape.color}>
      <path className={css.casing} d={path} strokeWidth={width + 3} />
      <path className={css.line} d={path} strokeWidth={width} />
    </g>
  );
}

function Words({ shape, box }: { shape: Shape; box: Box }) {
  const words = useWordsOf(shape);
  const [place, end] = placesOf(shape.points, box);
  if (!words || !place) return null;
  const isText = shape.kind === 'text';
  const at = isText || !end ? place : { x: (place.x + end.x) / 2, y: (place.y + end.y) / 2 };
  // The further right they stand, the further they run to the left: so they stay on the sheet.
  const lean = isText ? leanOf(shape) : 0.5;
  return (
    <p className={css.words} style={{ left: at.x, top: at.y, maxWidth: `clamp(7rem, ${0.45 * box.width}px, 14rem)`, transform: `translate(${-100 * lean}%, ${isText ? 0 : -50}%)` }} data-shape={shape.kind} data-color={shape.color} data-size={shape.width}>
      {words}
    </p>
  );
}

/** What stands beside a shape: its words, or how long it is, which nobody wrote. */
export function useWordsOf(shape: Shape): string | undefined {
  const { t, i18n } = useTranslation();
  const long = shape.kind === 'measure' ? lengthOf(shape) : undefined;
  if (long === undefined) return shape.text;
  const number = new Intl.NumberFormat(i18n.language, { maximumSignificantDigits: 5, useGrouping: false }).format(long);
  return shape.millimetres === undefined ? `${number} ${t('viewers.model.no_unit')}` : `${number} mm`;
}
