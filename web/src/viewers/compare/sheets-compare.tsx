// Two sheets over each other in two colours, or beside each other with one zoom for both.
import { useEffect, useState, type CSSProperties } from 'react';
import { useTranslation } from 'react-i18next';
import { Bar, Gap, Readout, Tool, ZoomTools } from '../bar';
import { Drawn } from '../stage/drawn';
import { Stage } from '../stage/stage';
import { useStageTools } from '../stage/stage-tools';
import { WHOLE } from '../stage/stage-view';
import { unshown } from '../view';
import css from './compare.module.css';
import { around, ONLY_AFTER, ONLY_BEFORE, openSheets, overlaid, type Sheets } from './open-sheets';
import type { ComparedProps } from './compared';

export default function SheetsCompare({ before, after, onShown, onFailed }: ComparedProps) {
  const { t } = useTranslation();
  const [pair, setPair] = useState<readonly [Sheets, Sheets]>();
  const [page, setPage] = useState(1);
  const [pictures, setPictures] = useState<readonly [HTMLCanvasElement, HTMLCanvasElement, HTMLCanvasElement]>();
  const [over, setOver] = useState(true);
  const { view, setView, zoom } = useStageTools();

  useEffect(() => {
    const stop = new AbortController();
    Promise.all([openSheets(before.file, before.kind, stop.signal), openSheets(after.file, after.kind, stop.signal)]).then(
      (opened) => !stop.signal.aborted && setPair(opened),
      (error: unknown) => !stop.signal.aborted && onFailed(unshown(error)),
    );
    return () => stop.abort();
  }, [before, after, onFailed]);

  useEffect(() => {
    if (!pair) return;
    let wanted = true;
    const frame = around(pair[0].bounds, pair[1].bounds);
    Promise.all(pair.map((sheets) => sheets.draw(Math.min(page, sheets.count), frame))).then(
      ([old, young]) => {
        if (!wanted) return;
        setPictures([old!, young!, overlaid(old!, young!)]);
        onShown({ count: 2 });
      },
      (error: unknown) => wanted && onFailed(unshown(error)),
    );
    return () => {
      wanted = false;
    };
  }, [pair, page, onShown, onFailed]);

  if (!pair || !pictures) return null;
  const count = Math.max(pair[0].count, pair[1].count);
  const stage = (label: string, picture: HTMLCanvasElement) => (
    <Stage label={label} sheet={{ width: picture.width, height: picture.height }} view={view} onView={setView}>
      <Drawn picture={picture} />
    </Stage>
  );
  return (
    <>
      {over ? (
        <>
          <Legend />
          {stage(t('viewers.compare.over'), pictures[2])}
        </>
      ) : (
        <div className={css.beside}>
          <figure>
            <figcaption>{t('viewers.compare.before')}</figcaption>
            {stage(before.name, pictures[0])}
          </figure>
          <figure>
            <figcaption>{t('viewers.compare.after')}</figcaption>
            {stage(after.name, pictures[1])}
          </figure>
        </div>
      )}
      <Bar>
        <Tool icon="over" label={t('viewers.compare.over')} pressed={over} onClick={() => setOver(true)} />
        <Tool icon="beside" label={t('viewers.compare.beside')} pressed={!over} onClick={() => setOver(false)} />
        <ZoomTools onZoom={zoom} onFit={() => setView(WHOLE)} />
        <Gap />
        {count > 1 && (
          <>
            <Tool icon="up" label={t('viewers.pdf.previous')} disabled={page === 1} onClick={() => setPage(page - 1)} />
            <Readout label={t('viewers.compare.page')}>
              {page} / {count}
            </Readout>
            <Tool icon="down" label={t('viewers.pdf.next')} disabled={page === count} onClick={() => setPage(page + 1)} />
          </>
        )}
      </Bar>
    </>
  );
}

function Legend() {
  const { t } = useTranslation();
  const entry = (colour: string, words: string) => (
    <li style={{ '--colour': colour } as CSSProperties}>
      <span aria-hidden="true" />
      {words}
    </li>
  );
  return (
    <ul className={css.legend}>
      {entry(ONLY_BEFORE, t('viewers.compare.only_before'))}
      {entry(ONLY_AFTER, t('viewers.compare.only_after'))}
      {entry('#1a1022', t('viewers.compare.both'))}
    </ul>
  );
}
