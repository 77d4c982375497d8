// Builds a route of a project, from nothing or from one of its cluster.
import { Checkbox, NativeSelect } from '@mantine/core';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { may, useClusterRoutes, useClusters } from '../access/reads';
import type { ClusterRoute, Route, Snapshot } from '../api/types';
import type { Who } from '../rooms/who';
import { newId } from '../sync/ids';
import { Failure, Form, Submit, useAct } from '../ui/form';
import { Sheet } from '../ui/sheet';
import { forCluster, proposed, takenOver } from './route-draft';
import { fieldsOf, isWhole, keyed, RouteFields, sent, type RouteDraft } from './route-fields';
import { createClusterRoute, createRoute } from './writes';

interface RouteBuilderProps {
  state: Snapshot;
  who: Who;
  onDone(route: Route): void;
  onClose(): void;
}

export default function RouteBuilder({ state, who, onDone, onClose }: RouteBuilderProps) {
  const { t } = useTranslation();
  const [id] = useState(() => newId());
  const given = t('approvals.route.step_given');
  const terms = state.charters?.find((charter) => charter.state === 'in_force')?.terms;
  const [draft, setDraft] = useState<RouteDraft>(() => ({ name: t('approvals.route.name_given', { step: given }), steps: proposed(state, given, terms).map(keyed) }));
  const [left, setLeft] = useState(0);
  const [shared, setShared] = useState(false);
  const [sharedId] = useState(() => newId());
  const isShared = useRef(false);
  const cluster = state.project.cluster_id;
  const known = useClusterRoutes(cluster).data ?? [];
  const mayShare = may(useClusters().data?.find((each) => each.id === cluster), 'create_route');
  const steps = draft.steps.map(sent);
  const own = forCluster(steps, state);
  const act = useAct(async (key) => {
    if (shared && own && !isShared.current) {
      await createClusterRoute(cluster, sharedId, key, draft.name, own);
      isShared.current = true;
    }
    onDone(await createRoute(state.project.id, id, key, draft.name, steps));
  });
  const take = (route: ClusterRoute | undefined) => {
    if (!route) return;
    const taken = takenOver(route.steps, state);
    setDraft({ name: route.name, steps: taken.steps.map(keyed) });
    setLeft(taken.left);
  };
  return (
    <Sheet title={t('approvals.route.title')} onClose={onClose}>
      <Form onSubmit={() => void act.run(draft.name, steps)}>
        {known.length > 0 && (
          <NativeSelect
            label={t('approvals.route.of_cluster')}
            description={left > 0 ? t('approvals.route.left', { count: left }) : undefined}
            data={[{ value: '', label: t('approvals.route.choose_cluster') }, ...known.map((route) => ({ value: route.id, label: route.name }))]}
            onChange={(event) => take(known.find((route) => route.id === event.currentTarget.value))}
          />
        )}
        <RouteFields place={state} who={who} terms={terms} draft={draft} fault={act.fault} onChange={setDraft} />
        {mayShare && (
          <Checkbox
            label={t('approvals.route.share')}
            description={own ? undefined : t('approvals.route.share_not')}
            disabled={!own}
            checked={shared && own !== undefined}
            onChange={(event) => setShared(event.currentTarget.checked)}
          />
        )}
        <Failure of={act.failure} fields={fieldsOf(steps)} />
        <Submit busy={act.busy} disabled={!isWhole(draft)}>
          {t('approvals.route.do')}
        </Submit>
      </Form>
    </Sheet>
  );
}
