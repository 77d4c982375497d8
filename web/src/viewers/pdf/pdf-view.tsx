import { useEffect, useRef, useState, type FormEvent, type MouseEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Bar, DrawTool, Gap, PinTool, Readout, SaveTool, Strip, Tool, ZoomTools } from '../bar';
import { Easel } from '../marks/easel';
import { Inks, type PlacedLayer } from '../marks/ink';
import { Pins, type Placed } from '../pins';
import { usePinch } from '../pinch';
import { PATIENCE } from '../limits';
import { Unshown, unshown, type Layer, type Pin, type ViewProps } from '../view';
import { openPdf } from './open-pdf';
import './pdf.css';
import css from './pdf-view.module.css';
import { NO_SHEETS, Sheets, type SheetsState } from './sheets';

export default function PdfView({ file, name, pins = [], openPin, onPin, onOpenPin, layers = [], openLayer, onDraw, easel, onShown, onFailed }: ViewProps) {
  const { t } = useTranslation();
  const container = useRef<HTMLDivElement>(null);
  const [sheets, setSheets] = useState<Sheets>();
  const [count, setCount] = useState(0);
  const [state, setState] = useState<SheetsState>(NO_SHEETS);
  const [finding, setFinding] = useState(false);
  const [pointing, setPointing] = useState(false);

  useEffect(() => {
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout>;
    const fail = (error: unknown) => {
      if (stop.signal.aborted) return;
      stop.abort();
      onFailed(unshown(error));
    };
    // A page that is out of sight draws nothing, and is not late.
    const wait = () => (timer = setTimeout(() => (document.hidden ? wait() : fail(new Unshown('too_slow'))), PATIENCE.pdf));
    openPdf(file, stop.signal)
      .then(({ pages }) => {
        if (stop.signal.aborted) return;
        wait();
        setCount(pages.numPages);
        const drawn = (failure: Error | undefined) => {
          clearTimeout(timer);
          if (failure) fail(failure);
          else onShown({ count: pages.numPages });
        };
        setSheets(new Sheets(container.current!, pages, stop.signal, setState, drawn));
      })
      .catch(fail);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [file, onShown, onFailed]);

  usePinch(container, (factor, x, y) => sheets?.zoom(factor, [x, y]));

  const placed = sheets ? placedOn(sheets, pins) : [];
  const open = placed.find(({ pin }) => pin.id === openPin);
  useEffect(() => {
    if (open) sheets?.scrollTo(open.left, open.top);
    // Only when another pin is opened: somebody may have scrolled on since.
  }, [openPin, sheets, open === undefined]);

  const asked = layers.find(({ id }) => id === openLayer);
  useEffect(() => {
    if (asked?.ground.on === 'page') sheets?.goTo(asked.ground.page);
    // Only when another layer is asked for.
  }, [openLayer, sheets, asked === undefined]);

  const point = (event: MouseEvent) => {
    const page = (event.target as Element).closest<HTMLElement>('.page');
    if (!pointing || !page || !onPin) return;
    const box = page.getBoundingClientRect();
    setPointing(false);
    onPin({
      on: 'page',
      page: Number(page.dataset.pageNumber),
      x: (event.clientX - box.left) / box.width,
      y: (event.clientY - box.top) / box.height,
    });
  };

  return (
    <>
      <div className={css.stage}>
        <div ref={container} className={css.scroll} tabIndex={0} role="document" aria-label={name} data-pointing={pointing || undefined} onClick={point}>
          <div className="pdfViewer" />
          <Inks placed={sheets ? layersOn(sheets, layers) : []} />
          <Pins placed={placed} open={openPin} onOpen={onOpenPin} />
        </div>
        {easel && sheets && (
          <Easel
            scrolls
            easel={easel}
            find={(x, y) => pageUnder(container.current!, x, y)}
            onMove={(dx, dy) => container.current!.scrollBy(-dx, -dy)}
            onZoom={(factor, x, y) => sheets.zoom(factor, [x, y])}
          />
        )}
      </div>
      {finding && sheets && !easel && <Finder sheets={sheets} found={state.found} onClose={() => setFinding(false)} />}
      {easel?.bar ?? (
        <Bar>
          <ZoomTools onZoom={(factor) => sheets?.zoom(factor)} onFit={() => sheets?.fit()} />
          <Tool icon="find" label={t('viewers.pdf.find')} pressed={finding} onClick={() => setFinding(!finding)} />
          <Gap />
          <Page key={state.page} page={state.page} count={count} onGo={(page) => sheets?.goTo(page)} />
          <Gap />
          {onPin && <PinTool active={pointing} onToggle={() => setPointing(!pointing)} />}
          <DrawTool onDraw={onDraw} />
          <SaveTool file={file} name={name} />
        </Bar>
      )}
    </>
  );
}

function Page({ page, count, onGo }: { page: number; count: number; onGo(page: number): void }) {
  const { t } = useTranslation();
  const go = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    onGo(Number(new FormData(event.currentTarget).get('page')) || page);
  };
  return (
    <form className={css.page} onSubmit={go}>
      <input name="page" type="text" inputMode="numeric" defaultValue={page} aria-label={t('viewers.pdf.page')} onFocus={(event) => event.target.select()} />
      <Readout label={t('viewers.pdf.pages', { count })}>/ {count}</Readout>
    </form>
  );
}

function Finder({ sheets, found, onClose }: { sheets: Sheets; found: SheetsState['found']; onClose(): void }) {
  const { t } = useTranslation();
  const [query, setQuery] = useState('');
  useEffect(() => () => sheets.noMoreFind(), [sheets]);
  const words = (text: string) => {
    setQuery(text);
    sheets.find(text, 'first');
  };
  return (
    <Strip label={t('viewers.pdf.find')}>
      <input
        className={css.find}
        type="search"
        value={query}
        autoFocus
        placeholder={t('viewers.pdf.find')}
        aria-label={t('viewers.pdf.find')}
        onChange={(event) => words(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.nativeEvent.isComposing) sheets.find(query, event.shiftKey ? 'previous' : 'next');
          if (event.key === 'Escape') onClose();
        }}
      />
      <Readout label={t('viewers.pdf.matches', { count: found?.total ?? 0 })}>{query && found ? `${found.current} / ${found.total}` : ''}</Readout>
      <Tool icon="up" label={t('viewers.pdf.previous')} disabled={!found?.total} onClick={() => sheets.find(query, 'previous')} />
      <Tool icon="down" label={t('viewers.pdf.next')} disabled={!found?.total} onClick={() => sheets.find(query, 'next')} />
      <Tool icon="close" label={t('viewers.pdf.no_find')} onClick={onClose} />
    </Strip>
  );
}

/** The page that lies under a point of the screen. */
function pageUnder(within: HTMLElement, x: number, y: number) {
  for (const page of within.querySelectorAll<HTMLElement>('.page')) {
    const { left, top, right, bottom, width, height } = page.getBoundingClientRect();
    if (x < left || x > right || y < top || y > bottom) continue;
    return { ground: { on: 'page' as const, page: Number(page.dataset.pageNumber) }, box: { left, top, width, height } };
  }
  return undefined;
}

function layersOn(sheets: Sheets, layers: readonly Layer[]): PlacedLayer[] {
  return layers.flatMap((layer) => {
    const box = layer.ground.on === 'page' ? sheets.boxOf(layer.ground.page) : undefined;
    return box ? [{ layer, box }] : [];
  });
}

function placedOn(sheets: Sheets, pins: readonly Pin[]): Placed[] {
  return pins.flatMap((pin) => {
    const box = pin.spot.on === 'page' ? sheets.boxOf(pin.spot.page) : undefined;
    if (!box || pin.spot.on !== 'page') return [];
    return [{ pin, left: box.left + pin.spot.x * box.width, top: box.top + pin.spot.y * box.height }];
  });
}
