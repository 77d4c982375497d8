// Everything that is drawn over a file, each with who and when; each can be switched off, and looked at.
import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Markup } from '../api/types';
import type { Who } from '../rooms/who';
import { ActButton } from '../ui/form';
import rows from '../ui/rows.module.css';
import { Sheet } from '../ui/sheet';
import { useTimes } from '../ui/time';
import { ViewIcon } from '../viewers/icons';
import type { Layer, Shape } from '../viewers/view';
import { wordsIn } from './layers';
import css from './markups.module.css';

interface MarkupsSheetProps {
  published: readonly Markup[];
  own: readonly Layer[];
  hidden: ReadonlySet<string>;
  who: Who;
  mayDraw: boolean;
  onHidden(hidden: ReadonlySet<string>): void;
  onShow(id: string): void;
  onDraw(): void;
  onClose(): void;
}

export default function MarkupsSheet({ published, own, hidden, who, mayDraw, onHidden, onShow, onDraw, onClose }: MarkupsSheetProps) {
  const { t } = useTranslation();
  const times = useTimes();
  const toggle = (id: string) => {
    const next = new Set(hidden);
    if (!next.delete(id)) next.add(id);
    onHidden(next);
  };
  const all = [...published.map(({ id }) => id), ...own.map(({ id }) => id)];
  const row = (id: string, first: string, second: string, shapes: readonly Shape[]) => (
    <li key={id} className={css.layer} data-off={hidden.has(id) || undefined}>
      <button type="button" className={`${rows.row} ${css.open}`} onClick={() => onShow(id)}>
        <span className={rows.words}>
          <span className={rows.first}>{first}</span>
          <span className={rows.second}>{second}</span>
          {wordsIn(shapes) && <span className={`${rows.second} ${css.said}`}>{wordsIn(shapes)}</span>}
        </span>
      </button>
      <button type="button" className={css.eye} aria-pressed={!hidden.has(id)} aria-label={t('viewers.marks.show', { name: first })} onClick={() => toggle(id)}>
        <ViewIcon name={hidden.has(id) ? 'hidden' : 'eye'} />
      </button>
    </li>
  );
  const page = (markup: { page?: number }) => (markup.page === undefined ? '' : ` · ${t('viewers.marks.page', { page: markup.page })}`);
  return (
    <Sheet title={`${t('designs.marks')} ${published.length}`} onClose={onClose}>
      {all.length === 0 && <p className={css.quiet}>{t('viewers.marks.none')}</p>}
      {all.length > 1 && (
        <Button variant="subtle" size="compact-md" onClick={() => onHidden(new Set(hidden.size > 0 ? [] : all))}>
          {t(hidden.size > 0 ? 'viewers.marks.all_on' : 'viewers.marks.all_off')}
        </Button>
      )}
      <ul className={rows.rows}>
        {own.map(({ id, ground, shapes }) =>
          row(id, t('viewers.marks.yours'), `${t('viewers.marks.only_you')}${page(ground.on === 'page' ? ground : {})}`, shapes),
        )}
        {published.map((markup) =>
          row(markup.id, markup.author.name, `${who.partyName(markup.party_id)} · ${times.full(markup.published_at ?? markup.created_at)}${page(markup)}`, markup.shapes),
        )}
      </ul>
      {mayDraw && own.length > 0 && (
        <div className={css.submit}>
          <ActButton onClick={onDraw}>{t('viewers.marks.go_on')}</ActButton>
        </div>
      )}
    </Sheet>
  );
}
