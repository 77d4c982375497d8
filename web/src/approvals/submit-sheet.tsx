// Sends submitted revisions for a decision: what for, until when, in what they differ, and by which route.
import { Checkbox, Radio, Textarea } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { Refusal } from '../api/problem';
import type { Revision, Route, Snapshot } from '../api/types';
import type { Me } from '../plan/turns';
import type { Who } from '../rooms/who';
import { newId } from '../sync/ids';
import { DayField } from '../ui/day-field';
import { Failure, Form, Submit, useAct } from '../ui/form';
import { Icon } from '../ui/icon';
import { Sheet } from '../ui/sheet';
import { Missing } from './missing';
import { sendable } from './run';
import { useRouteWords } from './use-route-words';
import css from './submit.module.css';
import { submitForApproval, type GivenSubmission } from './writes';

const RouteBuilder = lazy(() => import('./route-builder'));

interface SubmitSheetProps {
  state: Snapshot;
  who: Who;
  me: Me;
  /** The revision that somebody came to send. */
  revisionId: string | undefined;
  onClose(): void;
}

const FIELDS = ['/purpose', '/due_on', '/route_id'];

export default function SubmitSheet({ state, who, me, revisionId, onClose }: SubmitSheetProps) {
  const { t } = useTranslation();
  const [, go] = useLocation();
  const [id] = useState(() => newId());
  const [building, setBuilding] = useState(false);
  const [made, setMade] = useState<Route>();
  const words = useRouteWords(who);
  const routes = [...(state.routes ?? []), ...(made && state.routes?.every((route) => route.id !== made.id) ? [made] : [])];
  const all = sendable(state, me);
  const project = state.project.id;
  const [given, setGiven] = useState<GivenSubmission>({
    revision_ids: all.some((one) => one.id === revisionId) ? [revisionId!] : all.length === 1 ? [all[0]!.id] : [],
    purpose: '',
    due_on: '',
    deviations: [],
    as_package: false,
    route_id: routes.at(-1)?.id ?? '',
  });
  const set = (change: Partial<GivenSubmission>) => setGiven((before) => ({ ...before, ...change }));
  const act = useAct(async (key) => {
    const approval = await submitForApproval(project, id, key, given);
    onClose();
    go(`/projects/${project}/approvals/${approval}`);
  });
  const close = () => (building ? setBuilding(false) : onClose());
  if (building) {
    return (
      <Suspense>
        <RouteBuilder
          state={state}
          who={who}
          onDone={(route) => {
            setMade(route);
            set({ route_id: route.id });
            setBuilding(false);
          }}
          onClose={close}
        />
      </Suspense>
    );
  }
  const ready = given.revision_ids.length > 0 && given.purpose.trim() !== '' && given.route_id !== '';
  const change = (at: number, words: string) => set({ deviations: given.deviations.map((each, n) => (n === at ? words : each)) });
  return (
    <Sheet title={t('approvals.submit.title')} onClose={onClose}>
      <Form onSubmit={() => void act.run(given)}>
        {all.length === 0 ? (
          <p>{t('approvals.submit.none')}</p>
        ) : (
          <Checkbox.Group label={t('approvals.submit.revisions')} value={given.revision_ids} onChange={(revision_ids) => set({ revision_ids })}>
            <div className={css.choices}>
              {all.map((revision) => (
                <Checkbox key={revision.id} value={revision.id} label={nameOf(revision)} />
              ))}
            </div>
          </Checkbox.Group>
        )}
        {given.revision_ids.length > 1 && (
          <Checkbox label={t('approvals.submit.as_package')} checked={given.as_package} onChange={(event) => set({ as_package: event.currentTarget.checked })} />
        )}
        <Textarea
          label={t('approvals.submit.purpose')}
          value={given.purpose}
          maxLength={2000}
          autosize
          minRows={2}
          maxRows={8}
          onChange={(event) => set({ purpose: event.currentTarget.value })}
          error={act.fault('/purpose')}
        />
        <DayField label={t('approvals.submit.due_on')} value={given.due_on} onChange={(due_on) => set({ due_on })} error={act.fault('/due_on')} />
        <div className={css.deviations}>
          <p className={css.label}>{t('approvals.submit.deviations')}</p>
          {given.deviations.map((body, at) => (
            <div key={at} className={css.deviation}>
              <Textarea
                aria-label={t('approvals.submit.deviation', { number: at + 1 })}
                value={body}
                maxLength={2000}
                autosize
                minRows={1}
                maxRows={6}
                onChange={(event) => change(at, event.currentTarget.value)}
                error={act.fault(`/deviations/${at}`)}
              />
              <button
                type="button"
                className={css.icon}
                aria-label={t('approvals.submit.remove', { number: at + 1 })}
                onClick={() => set({ deviations: given.deviations.filter((_, n) => n !== at) })}
              >
                <Icon name="close" size={16} />
              </button>
            </div>
          ))}
          <button type="button" className={css.add} onClick={() => set({ deviations: [...given.deviations, ''] })}>
            <Icon name="plus" size={16} />
            {t('approvals.submit.add_deviation')}
          </button>
        </div>
        {routes.length === 0 ? (
          <p className={css.none}>{t('approvals.submit.no_route')}</p>
        ) : (
          <Radio.Group label={t('approvals.submit.route')} value={given.route_id} onChange={(route_id) => set({ route_id })} error={act.fault('/route_id')}>
            <div className={css.routes}>
              {routes.map((route) => (
                <Radio key={route.id} value={route.id} label={route.name} description={words(route.steps)} />
              ))}
            </div>
          </Radio.Group>
        )}
        <button type="button" className={css.add} onClick={() => setBuilding(true)}>
          <Icon name="plus" size={16} />
          {t('approvals.submit.new_route')}
        </button>
        <Failure of={act.failure} fields={[...FIELDS, ...given.deviations.map((_, at) => `/deviations/${at}`)]} />
        <Missing state={state} revision_ids={given.revision_ids} refusal={act.failure instanceof Refusal ? act.failure : undefined} onRoute={() => setBuilding(true)} onGo={onClose} />
        <Submit busy={act.busy} disabled={!ready}>
          {t('approvals.submit.do')}
        </Submit>
      </Form>
    </Sheet>
  );

  function nameOf(revision: Revision): string {
    const design = who.design(revision.design_id) ?? state.designs?.find(({ id }) => id === revision.design_id);
    return `${design?.number ?? ''} ${revision.label} · ${design?.title ?? ''}`;
  }
}
