import { useEffect, useRef, useState, type KeyboardEvent, type MouseEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useComputedColorScheme } from '@mantine/core';
import { Bar, DrawTool, Gap, PinTool, SaveTool, Tool, ZoomTools } from '../bar';
import { LayerRows, Panel } from '../panel';
import { Easel } from '../marks/easel';
import { Inks } from '../marks/ink';
import { Pins, type Placed } from '../pins';
import { unshown, type Pin, type ViewProps } from '../view';
import beside from '../beside.module.css';
import css from './dxf-view.module.css';
import { openDxf, type Drawing } from './open-dxf';
import { canvasPoint, fit, nudge, sheetPoint, slide, zoom, zoomAt } from './dxf-camera';

const paper = () => getComputedStyle(document.documentElement).getPropertyValue('--sheet').trim();

export default function DxfView({ file, name, pins = [], openPin, onPin, onOpenPin, layers = [], openLayer, onDraw, easel, onShown, onFailed }: ViewProps) {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  const down = useRef({ x: 0, y: 0 });
  const [drawing, setDrawing] = useState<Drawing>();
  const [, setSeen] = useState(0);
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const [listed, setListed] = useState(false);
  const [pointing, setPointing] = useState(false);
  const dark = useComputedColorScheme('light') === 'dark';

  useEffect(() => {
    const stop = new AbortController();
    openDxf(file, box.current!, paper(), stop.signal).then(
      (opened) => {
        if (stop.signal.aborted) return;
        opened.viewer.Subscribe('viewChanged', () => setSeen((count) => count + 1));
        fit(opened);
        setDrawing(opened);
        // Many drawings are lines alone, on a layer that no table names.
        onShown({ count: opened.layers.length || 1 });
      },
      (error: unknown) => !stop.signal.aborted && onFailed(unshown(error)),
    );
    return () => stop.abort();
  }, [file, onShown, onFailed]);

  useEffect(() => drawing?.viewer.SetClearColor(paper()), [drawing, dark]);
  useEffect(() => {
    for (const layer of drawing?.layers ?? []) drawing?.viewer.ShowLayer(layer.name, !hidden.has(layer.name));
  }, [drawing, hidden]);

  useEffect(() => {
    // A layer that is asked for is seen whole, with its sheet.
    if (openLayer !== undefined && drawing) fit(drawing);
  }, [openLayer, drawing]);

  const press = (event: KeyboardEvent) => {
    if (!drawing || event.target !== event.currentTarget) return;
    const by: Record<string, () => void> = {
      ArrowLeft: () => nudge(drawing, -1, 0),
      ArrowRight: () => nudge(drawing, 1, 0),
      ArrowUp: () => nudge(drawing, 0, 1),
      ArrowDown: () => nudge(drawing, 0, -1),
      '+': () => zoom(drawing, 1.25),
      '=': () => zoom(drawing, 1.25),
      '-': () => zoom(drawing, 1 / 1.25),
      '0': () => fit(drawing),
    };
    if (!by[event.key]) return;
    event.preventDefault();
    by[event.key]!();
  };
  const point = (event: MouseEvent) => {
    const still = Math.hypot(event.clientX - down.current.x, event.clientY - down.current.y) < 6;
    if (!pointing || !drawing || !still || !onPin) return;
    const { left, top } = box.current!.getBoundingClientRect();
    setPointing(false);
    onPin({ on: 'page', page: 1, ...sheetPoint(drawing, event.clientX - left, event.clientY - top) });
  };
  return (
    <>
      {drawing?.missing && <p className={css.note}>{t('viewers.dxf.missing')}</p>}
      <div className={beside.stage}>
        <div
          ref={box}
          className={`${beside.view} ${css.view}`}
          tabIndex={0}
          role="img"
          aria-label={name}
          data-pointing={pointing || undefined}
          onKeyDown={press}
          onPointerDown={(event) => (down.current = { x: event.clientX, y: event.clientY })}
          onClick={point}
        >
          <Inks placed={drawing ? layers.filter(({ ground }) => ground.on === 'page').map((layer) => ({ layer, box: boxOf(drawing) })) : []} />
          <Pins placed={drawing ? placedOn(drawing, pins) : []} open={openPin} onOpen={onOpenPin} />
          {easel && drawing && (
            <Easel
              easel={easel}
              find={() => ({ ground: { on: 'page', page: 1 }, box: boxOf(drawing, box.current!) })}
              onMove={(dx, dy) => slide(drawing, dx, dy)}
              onZoom={(factor, x, y) => {
                const { left, top } = box.current!.getBoundingClientRect();
                zoomAt(drawing, factor, x - left, y - top);
              }}
            />
          )}
        </div>
        {listed && drawing && (
          <Panel
            label={t('viewers.dxf.layers')}
            title={`${t('viewers.dxf.layers')} ${drawing.layers.length}`}
            all={t('viewers.dxf.all')}
            onAll={hidden.size > 0 ? () => setHidden(new Set()) : undefined}
          >
            <LayerRows names={drawing.layers.map(({ name: layer, displayName }) => ({ name: layer, shown: displayName }))} hidden={hidden} onHidden={setHidden} />
          </Panel>
        )}
      </div>
      {easel?.bar ?? (
        <Bar>
          <ZoomTools onZoom={(factor) => drawing && zoom(drawing, factor)} onFit={() => drawing && fit(drawing)} />
          <Tool icon="layers" label={t('viewers.dxf.layers')} pressed={listed} onClick={() => setListed(!listed)} />
          <Gap />
          {onPin && <PinTool active={pointing} onToggle={() => setPointing(!pointing)} />}
          <DrawTool onDraw={onDraw} />
          <SaveTool file={file} name={name} />
        </Bar>
      )}
    </>
  );
}

/** Where the sheet lies: on the canvas, or on the screen. */
function boxOf(drawing: Drawing, within?: HTMLElement) {
  const from = canvasPoint(drawing, 0, 0);
  const to = canvasPoint(drawing, 1, 1);
  const { left, top } = within?.getBoundingClientRect() ?? { left: 0, top: 0 };
  return { left: left + from.left, top: top + from.top, width: to.left - from.left, height: to.top - from.top };
}

function placedOn(drawing: Drawing, pins: readonly Pin[]): Placed[] {
  return pins.flatMap((pin) => (pin.spot.on === 'page' ? [{ pin, ...canvasPoint(drawing, pin.spot.x, pin.spot.y) }] : []));
}
