// The tools of a drawing under the thumb, and above them who sees it and whether it is saved.
import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useBack } from '../ui/back';
import { Bar, Strip, Tool } from '../viewers/bar';
import { COLORS, pixelsOf, WIDTHS } from '../viewers/marks/geometry';
import { TOOLS, type ToolName } from '../viewers/view';
import type { Drafting } from './drafting';
import css from './markups.module.css';

const NAMES = ['thin', 'medium', 'thick'] as const;

interface Pen {
  tool: ToolName;
  color: string;
  width: number;
}

interface DrawBarProps {
  pen: Pen;
  onPen(pen: Pen): void;
  drafting: Drafting;
  onUndo(): void;
  onDiscard(): void;
  onPublish(): void;
  onClose(): void;
}

export function DrawBar({ pen, onPen, drafting, onUndo, onDiscard, onPublish, onClose }: DrawBarProps) {
  const { t } = useTranslation();
  const [mixing, setMixing] = useState(false);
  useBack(onClose);
  const isEmpty = drafting.drawn.every(({ shapes }) => shapes.length === 0);
  return (
    <>
      {mixing && <Inkwell pen={pen} onPen={onPen} />}
      <Strip label={t('viewers.marks.own')}>
        <p className={css.own} role="status">
          <strong>{t('viewers.marks.only_you')}</strong> <span>{isEmpty ? t(`viewers.marks.how.${pen.tool}`) : <Saved drafting={drafting} />}</span>
        </p>
        <span className={css.acts}>
          {!isEmpty && (
            <Button variant="subtle" size="compact-md" onClick={onDiscard}>
              {t('viewers.marks.discard')}
            </Button>
          )}
          <Button variant="default" size="compact-md" onClick={onClose}>
            {t('viewers.marks.later')}
          </Button>
          <Button size="compact-md" disabled={isEmpty} onClick={onPublish}>
            {t('viewers.marks.publish')}
          </Button>
        </span>
      </Strip>
      <Bar>
        {TOOLS.map((tool) => (
          <Tool key={tool} icon={tool} label={t(`viewers.marks.tool.${tool}`)} pressed={pen.tool === tool} onClick={() => onPen({ ...pen, tool })} />
        ))}
        <button
          type="button"
          className={css.well}
          aria-label={t('viewers.marks.ink', { color: t(`viewers.marks.color.${pen.color as 'red'}`) })}
          aria-expanded={mixing}
          data-color={pen.color}
          onClick={() => setMixing(!mixing)}
        >
          <span style={{ height: 2 + 2 * pixelsOf(pen.width) }} />
        </button>
        <Tool icon="undo" label={t('viewers.marks.undo')} disabled={!drafting.mayUndo} onClick={onUndo} />
      </Bar>
    </>
  );
}

function Saved({ drafting: { saving } }: { drafting: Drafting }) {
  const { t } = useTranslation();
  if (typeof saving === 'object') return <em>{[saving.refused.problem.title, saving.refused.problem.detail].filter(Boolean).join('. ')}</em>;
  return t(`viewers.marks.${saving}`);
}

function Inkwell({ pen, onPen }: { pen: Pen; onPen(pen: Pen): void }) {
  const { t } = useTranslation();
  return (
    <Strip label={t('viewers.marks.inks')}>
      <span className={css.choices} role="radiogroup" aria-label={t('viewers.marks.colors')}>
        {COLORS.map((color) => (
          <button key={color} type="button" role="radio" className={css.ink} aria-checked={pen.color === color} data-color={color} onClick={() => onPen({ ...pen, color })}>
            <span />
            {t(`viewers.marks.color.${color}`)}
          </button>
        ))}
      </span>
      <span className={css.choices} role="radiogroup" aria-label={t('viewers.marks.widths')}>
        {WIDTHS.map((pixels, at) => (
          <button key={pixels} type="button" role="radio" className={css.ink} aria-checked={pen.width === at + 1} aria-label={t(`viewers.marks.width.${NAMES[at]!}`)} data-color={pen.color} onClick={() => onPen({ ...pen, width: at + 1 })}>
            <span data-line style={{ height: pixels }} />
          </button>
        ))}
      </span>
    </Strip>
  );
}
