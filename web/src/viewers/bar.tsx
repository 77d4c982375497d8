// The tools of a view in one row: under the thumb on a phone, above the sheet on a desk.
import { use, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import css from './bar.module.css';
import { Savable, save } from './save';
import { ViewIcon, type ViewerIcon } from './icons';

export function Bar({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <div className={css.bar} role="toolbar" aria-label={t('viewers.tools')}>
      {children}
    </div>
  );
}

interface ToolProps {
  icon: ViewerIcon;
  label: string;
  onClick(): void;
  pressed?: boolean;
  disabled?: boolean;
}

export function Tool({ icon, label, onClick, pressed, disabled }: ToolProps) {
  return (
    <button type="button" className={css.tool} onClick={onClick} aria-label={label} title={label} aria-pressed={pressed} disabled={disabled}>
      <ViewIcon name={icon} />
    </button>
  );
}

export function Readout({ children, label }: { children: ReactNode; label: string }) {
  return (
    <span className={css.readout} role="status" aria-label={label}>
      {children}
    </span>
  );
}

export const Gap = () => <span className={css.gap} />;

/** What belongs to a tool that is in use, in a strip beside the bar. */
export function Strip({ children, label }: { children: ReactNode; label: string }) {
  return (
    <div className={css.strip} role="group" aria-label={label}>
      {children}
    </div>
  );
}

export function ZoomTools({ onZoom, onFit }: { onZoom(factor: number): void; onFit(): void }) {
  const { t } = useTranslation();
  return (
    <>
      <Tool icon="out" label={t('viewers.zoom_out')} onClick={() => onZoom(1 / 1.25)} />
      <Tool icon="in" label={t('viewers.zoom_in')} onClick={() => onZoom(1.25)} />
      <Tool icon="fit" label={t('viewers.fit')} onClick={onFit} />
    </>
  );
}

export function PinTool({ active, onToggle }: { active: boolean; onToggle(): void }) {
  const { t } = useTranslation();
  return <Tool icon="pin" label={t('viewers.point')} pressed={active} onClick={onToggle} />;
}

export function DrawTool({ onDraw }: { onDraw: (() => void) | undefined }) {
  const { t } = useTranslation();
  return onDraw && <Tool icon="draw" label={t('viewers.marks.draw')} onClick={onDraw} />;
}

export function SaveTool({ file, name }: { file: Blob; name: string }) {
  const { t } = useTranslation();
  if (!use(Savable)) return null;
  return <Tool icon="save" label={t('viewers.save')} onClick={() => save(file, name)} />;
}
