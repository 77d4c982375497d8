// Where a revision stands: a word with a shape; colour only adds to it.
import { useTranslation } from 'react-i18next';
import type { Revision } from '../api/types';
import { Icon, type IconName } from '../ui/icon';
import css from './revision-state.module.css';

const SHAPES: Partial<Record<string, IconName>> = {
  draft: 'edit',
  in_review: 'clock',
  approved: 'check',
  approved_as_noted: 'check',
  returned: 'reply',
  rejected: 'close',
  withdrawn: 'back',
};

export function RevisionState({ state }: Pick<Revision, 'state'>) {
  const { t } = useTranslation();
  const shape = SHAPES[state];
  return (
    <span className={css.state} data-state={state}>
      {shape && <Icon name={shape} size={14} />}
      {t(`designs.state.${state as 'draft'}`)}
    </span>
  );
}
