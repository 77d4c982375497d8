// What a seat says: a code for each revision with its reason, a yes or no to each deviation, or words alone.
import { Radio, Textarea } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Approval, ApprovalSeat, ApprovalStep, Snapshot } from '../api/types';
import { CodeChoice } from './code-choice';
import { ALL, needsReason, partsOf, type Draft } from './decide-draft';
import css from './decide.module.css';
import { decides, isClean, live } from './run';

interface DecisionsProps {
  state: Snapshot;
  approval: Approval;
  step: ApprovalStep;
  seat: ApprovalSeat;
  draft: Draft;
  set(change: Partial<Draft>): void;
  /** What the server refused of a field. */
  fault(pointer: string): string | undefined;
}

export function Decisions({ state, approval, step, seat, draft, set, fault }: DecisionsProps) {
  const { t } = useTranslation();
  const gives = decides(step, seat);
  const going = live(approval);
  const parts = gives ? partsOf(approval, draft) : [];
  const openComments = (state.comments ?? []).filter((comment) => comment.state !== 'closed' && going.some(({ design_id }) => design_id === comment.design_id));
  const blocks = (part: string) => {
    const of = going.filter(({ revision_id }) => part === ALL || revision_id === part).map(({ design_id }) => design_id);
    return openComments.some((comment) => comment.blocking && of.includes(comment.design_id));
  };
  const codeOf = (part: string) => approval.codes.find(({ letter }) => letter === draft.codes[part]);
  const carries = parts.some((part) => codeOf(part) && !isClean(codeOf(part)!)) && openComments.length > 0;
  return (
    <>
      {parts.map((part, at) => {
        const subject = going.find(({ revision_id }) => revision_id === part);
        const code = codeOf(part);
        const needed = needsReason(approval, step, seat, part, code);
        const index = part === ALL ? 0 : going.findIndex(({ revision_id }) => revision_id === part);
        return (
          <div key={part} className={css.part}>
            <CodeChoice
              label={subject ? t('approvals.decide.of', { number: subject.design_number, label: subject.label }) : t('approvals.decide.code')}
              codes={approval.codes}
              value={draft.codes[part]}
              blocked={blocks(part)}
              onChange={(letter) => set({ codes: { ...draft.codes, [part]: letter } })}
              error={fault(`/decisions/${index}/code`)}
            />
            {code && (
              <Textarea
                label={t(needed ? 'approvals.decide.reason_needed' : 'approvals.decide.reason')}
                description={needed && code.may_proceed !== 'no' ? t('approvals.decide.reason_better') : undefined}
                value={draft.reasons[part] ?? ''}
                maxLength={2000}
                autosize
                minRows={needed ? 2 : 1}
                maxRows={8}
                onChange={(event) => set({ reasons: { ...draft.reasons, [part]: event.currentTarget.value } })}
                error={fault(`/decisions/${index}/reason`)}
              />
            )}
            {at === 0 && going.length > 1 && !approval.submission.as_package && (
              <button type="button" className={css.link} onClick={() => set({ each: !draft.each })}>
                {t(draft.each ? 'approvals.decide.all' : 'approvals.decide.each')}
              </button>
            )}
          </div>
        );
      })}
      {carries && <p className={css.quiet}>{t('approvals.decide.carries', { count: openComments.length })}</p>}
      {gives && approval.submission.deviations.length > 0 && (
        <fieldset className={css.deviations}>
          <legend>{t('approvals.decide.deviations')}</legend>
          {approval.submission.deviations.map(({ number, body }) => (
            <Radio.Group
              key={number}
              label={`${number}. ${body}`}
              value={draft.accepted[number] === undefined ? null : draft.accepted[number] ? 'yes' : 'no'}
              onChange={(value) => set({ accepted: { ...draft.accepted, [number]: value === 'yes' } })}
            >
              <div className={css.choices}>
                <Radio value="yes" label={t('approvals.accepted')} />
                <Radio value="no" label={t('approvals.refused')} />
              </div>
            </Radio.Group>
          ))}
        </fieldset>
      )}
      {!gives && (
        <Textarea
          label={t('approvals.decide.words')}
          value={draft.comment}
          maxLength={2000}
          autosize
          minRows={3}
          maxRows={10}
          onChange={(event) => set({ comment: event.currentTarget.value })}
          error={fault('/comment')}
        />
      )}
    </>
  );
}
