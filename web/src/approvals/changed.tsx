// What is not as it was when the reader looked: nothing of theirs was recorded, and they look again.
import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Approval } from '../api/types';
import css from './decide.module.css';
import type { Scene } from './decide-draft';
import { changesBetween, openStep } from './run';

interface ChangedProps {
  before: Approval;
  after: Approval;
  /** What stood around it then, and now. */
  scene: readonly [Scene, Scene];
  onLook(): void;
}

export function Changed({ before, after, scene: [was, is], onLook }: ChangedProps) {
  const { t } = useTranslation();
  const changes: string[] = [
    ...changesBetween(before, after),
    ...(was.comments === is.comments ? [] : ['comments']),
    ...(was.revisions === is.revisions ? [] : ['revision']),
  ];
  const state = t(`approval.state.${after.state as 'open'}`);
  const step = openStep(after)?.step.name ?? '';
  return (
    <div className={css.changed} role="alert">
      <strong>{t('approvals.decide.changed')}</strong>
      <p>{t('approvals.decide.changed_words')}</p>
      <ul>
        {(changes.length > 0 ? changes : ['other']).map((change) => (
          <li key={change}>{t(`approvals.decide.change.${change as 'closed'}`, { state, step })}</li>
        ))}
      </ul>
      <Button onClick={onLook}>{t('approvals.decide.look')}</Button>
    </div>
  );
}
