// Builds a route of a cluster, of departments of its firms.
import { NativeSelect } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDepartmentsOf } from '../access/reads';
import { emptyStep, forCluster, type Place } from '../approvals/route-draft';
import { fieldsOf, isWhole, keyed, RouteFields, sent, type RouteDraft } from '../approvals/route-fields';
import { createClusterRoute } from '../approvals/writes';
import type { Cluster, Firm } from '../api/types';
import { whoIn } from '../rooms/who';
import { newId } from '../sync/ids';
import { Failure, Form, Submit, useAct } from '../ui/form';
import { Sheet } from '../ui/sheet';

/** Firms whose departments are there to choose from without asking for them. */
const FEW = 6;

interface BuildClusterRouteProps {
  cluster: Cluster;
  firms: readonly Firm[];
  onClose(): void;
}

export default function BuildClusterRoute({ cluster, firms, onClose }: BuildClusterRouteProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [id] = useState(() => newId());
  const given = t('approvals.route.step_given');
  const [draft, setDraft] = useState<RouteDraft>(() => ({ name: t('approvals.route.name_given', { step: given }), steps: [keyed(emptyStep(given))] }));
  const [asked, setAsked] = useState<readonly string[]>(() => (firms.length <= FEW ? firms.map((firm) => firm.id) : []));
  const departments = useDepartmentsOf(asked);
  const more = firms.filter((firm) => !asked.includes(firm.id));
  const place: Place = {
    members: [],
    parties: firms.flatMap((firm) =>
      departments
        .filter(({ firm_id }) => firm_id === firm.id)
        .map(({ id: department_id, name }) => ({
          id: department_id,
          project_id: '',
          firm_id: firm.id,
          firm_name: firm.name,
          side: firm.kind ?? 'supplier',
          department_id,
          department_name: `${name} · ${firm.name}`,
        })),
    ),
  };
  const steps = draft.steps.map(sent);
  const own = forCluster(steps, place);
  const act = useAct(async (key) => {
    if (own) await createClusterRoute(cluster.id, id, key, draft.name, own);
    await queries.invalidateQueries({ queryKey: ['cluster-routes', cluster.id] });
    onClose();
  });
  return (
    <Sheet title={t('approvals.route.title')} onClose={onClose}>
      <Form onSubmit={() => void act.run(draft.name, steps)}>
        {more.length > 0 && (
          <NativeSelect
            label={t('approvals.route.firm')}
            value=""
            data={[{ value: '', label: t('approvals.route.choose_firm') }, ...more.map((firm) => ({ value: firm.id, label: firm.name }))]}
            onChange={(event) => event.currentTarget.value && setAsked([...asked, event.currentTarget.value])}
          />
        )}
        <RouteFields place={place} who={whoIn(place)} terms={undefined} draft={draft} fault={act.fault} onChange={setDraft} />
        <Failure of={act.failure} fields={fieldsOf(steps)} />
        <Submit busy={act.busy} disabled={!isWhole(draft) || !own}>
          {t('approvals.route.do')}
        </Submit>
      </Form>
    </Sheet>
  );
}
