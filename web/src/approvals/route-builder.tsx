// Builds a route: steps in order, who sits in each, how they decide and within how many days; what will happen, in words.
import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { useRef, useState, type DragEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { may, useClusterRoutes, useClusters } from '../access/reads';
import type { CharterTerms, ClusterRoute, Route, RouteSeat, RouteStep, Snapshot } from '../api/types';
import type { Who } from '../rooms/who';
import { newId } from '../sync/ids';
import { useDesk } from '../ui/desk';
import { Failure, Form, Submit, useAct } from '../ui/form';
import { Icon } from '../ui/icon';
import { Mark } from '../ui/mark';
import { Sheet } from '../ui/sheet';
import css from './route-builder.module.css';
import { choices, daysFor, deciders, emptyStep, fitting, forCluster, keyOf, KINDS, MODES, moved, proposed, requiredIn, seatOf, takenOver } from './route-draft';
import { useRouteWords } from './use-route-words';
import { createClusterRoute, createRoute } from './writes';

interface RouteBuilderProps {
  state: Snapshot;
  who: Who;
  onDone(route: Route): void;
  onClose(): void;
}

interface Draft extends RouteStep {
  key: string;
}

const keyed = (step: RouteStep): Draft => ({ ...step, key: newId() });
const sent = ({ key: _, ...step }: Draft): RouteStep => fitting({ ...step, name: step.name.trim() });

export default function RouteBuilder({ state, who, onDone, onClose }: RouteBuilderProps) {
  const { t } = useTranslation();
  const words = useRouteWords(who);
  const [id] = useState(() => newId());
  const given = t('approvals.route.step_given');
  const terms = state.charters?.find((charter) => charter.state === 'in_force')?.terms;
  const [name, setName] = useState(() => t('approvals.route.name_given', { step: given }));
  const [steps, setSteps] = useState<Draft[]>(() => proposed(state, given, terms).map(keyed));
  const [from, setFrom] = useState<number>();
  const [left, setLeft] = useState(0);
  const [shared, setShared] = useState(false);
  const [sharedId] = useState(() => newId());
  const isShared = useRef(false);
  const cluster = state.project.cluster_id;
  const known = useClusterRoutes(cluster).data ?? [];
  const mayShare = may(useClusters().data?.find((each) => each.id === cluster), 'create_route');
  const own = forCluster(steps.map(sent), state);
  const act = useAct(async (key) => {
    if (shared && own && !isShared.current) {
      await createClusterRoute(cluster, sharedId, key, name, own);
      isShared.current = true;
    }
    onDone(await createRoute(state.project.id, id, key, name, steps.map(sent)));
  });
  const take = (route: ClusterRoute | undefined) => {
    if (!route) return;
    const taken = takenOver(route.steps, state);
    setName(route.name);
    setSteps(taken.steps.map(keyed));
    setLeft(taken.left);
  };
  const change = (at: number, step: RouteStep) => setSteps((all) => all.map((each, n) => (n === at ? { ...fitting(step), key: each.key } : each)));
  const fields = steps.flatMap((_, n) => ['name', 'seats', 'quorum', 'on_overdue', 'escalate_to_person_id', 'due_days', 'sealed'].map((field) => `/steps/${n}/${field}`));
  return (
    <Sheet title={t('approvals.route.title')} onClose={onClose}>
      <Form onSubmit={() => void act.run(name, steps.map(sent))}>
        {known.length > 0 && (
          <NativeSelect
            label={t('approvals.route.of_cluster')}
            description={left > 0 ? t('approvals.route.left', { count: left }) : undefined}
            data={[{ value: '', label: t('approvals.route.choose_cluster') }, ...known.map((route) => ({ value: route.id, label: route.name }))]}
            onChange={(event) => take(known.find((route) => route.id === event.currentTarget.value))}
          />
        )}
        <TextInput label={t('approvals.route.name')} value={name} maxLength={200} onChange={(event) => setName(event.currentTarget.value)} error={act.fault('/name')} />
        <ol className={css.steps}>
          {steps.map((step, at) => (
            <StepCard
              key={step.key}
              step={step}
              number={at + 1}
              of={steps.length}
              state={state}
              terms={terms}
              fault={(field) => act.fault(`/steps/${at}/${field}`)}
              onChange={(next) => change(at, next)}
              onMove={(to) => setSteps((all) => moved(all, at, to))}
              onRemove={() => setSteps((all) => all.filter((_, n) => n !== at))}
              onDrag={() => setFrom(at)}
              onDrop={() => {
                if (from !== undefined) setSteps((all) => moved(all, from, at));
                setFrom(undefined);
              }}
            />
          ))}
        </ol>
        <button type="button" className={css.add} onClick={() => setSteps((all) => [...all, keyed(emptyStep(given, terms))])}>
          <Icon name="plus" size={16} />
          {t('approvals.route.add_step')}
        </button>
        <div className={css.will} aria-live="polite">
          <p className={css.label}>{t('approvals.route.will')}</p>
          <p data-route-words>{words(steps)}</p>
        </div>
        {mayShare && (
          <Checkbox
            label={t('approvals.route.share')}
            description={own ? undefined : t('approvals.route.share_not')}
            disabled={!own}
            checked={shared && own !== undefined}
            onChange={(event) => setShared(event.currentTarget.checked)}
          />
        )}
        <Failure of={act.failure} fields={['/name', ...fields]} />
        <Submit busy={act.busy} disabled={!name.trim() || steps.length === 0 || steps.some(({ name: each, seats }) => !each.trim() || seats.length === 0)}>
          {t('approvals.route.do')}
        </Submit>
      </Form>
    </Sheet>
  );
}

interface StepCardProps {
  step: RouteStep;
  number: number;
  of: number;
  state: Snapshot;
  /** What the charter in force says. */
  terms: CharterTerms | undefined;
  fault(field: string): string | undefined;
  onChange(step: RouteStep): void;
  onMove(to: number): void;
  onRemove(): void;
  onDrag(): void;
  onDrop(): void;
}

function StepCard({ step, number, of, state, terms, fault, onChange, onMove, onRemove, onDrag, onDrop }: StepCardProps) {
  const { t } = useTranslation();
  const desk = useDesk();
  const [open, setOpen] = useState(false);
  const [over, setOver] = useState(false);
  const set = (change: Partial<RouteStep>) => onChange({ ...step, ...change });
  const answers = step.mode === 'quorum' || step.mode === 'lead';
  const told = deciders(state);
  const overdue = (on_overdue: string) => set({ on_overdue, ...(on_overdue === 'escalate' && told[0] ? { escalate_to_person_id: told[0].person_id } : {}) });
  const drags = desk && of > 1 && {
    draggable: true,
    onDragStart: (event: DragEvent) => {
      event.dataTransfer.effectAllowed = 'move';
      event.dataTransfer.setData('text/plain', String(number));
      onDrag();
    },
  };
  return (
    <li
      className={css.step}
      data-over={over}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        onDrop();
      }}
    >
      <div className={css.head} {...drags}>
        <strong>{t('approvals.route.step', { number })}</strong>
        <span className={css.tools}>
          <button type="button" className={css.icon} disabled={number === 1} aria-label={t('approvals.route.up', { number })} onClick={() => onMove(number - 2)}>
            <span className={css.up}>
              <Icon name="down" size={18} />
            </span>
          </button>
          <button type="button" className={css.icon} disabled={number === of} aria-label={t('approvals.route.down', { number })} onClick={() => onMove(number)}>
            <Icon name="down" size={18} />
          </button>
          <button type="button" className={css.icon} disabled={of === 1} aria-label={t('approvals.route.remove_step', { number })} onClick={onRemove}>
            <Icon name="bin" size={18} />
          </button>
        </span>
      </div>
      <Seats step={step} state={state} error={fault('seats')} onChange={(seats) => set({ seats })} />
      <div className={css.pair}>
        <NativeSelect
          label={t('approvals.route.mode')}
          value={step.mode}
          data={MODES.map((value) => ({ value, label: t(`approvals.step.mode.${value}`, { count: step.quorum ?? 1, of: requiredIn(step).length }) }))}
          onChange={(event) => set({ mode: event.currentTarget.value })}
        />
        {step.mode === 'quorum' && (
          <NativeSelect
            label={t('approvals.route.quorum')}
            value={step.quorum ?? 1}
            data={requiredIn(step).map((_, at) => String(at + 1))}
            onChange={(event) => set({ quorum: Number(event.currentTarget.value) })}
            error={fault('quorum')}
          />
        )}
        <NativeSelect
          label={t('approvals.route.due_days')}
          value={step.due_days}
          description={terms?.max_due_days === undefined ? undefined : t('approvals.route.max', { count: terms.max_due_days })}
          data={daysFor(terms, step.due_days).map(String)}
          onChange={(event) => set({ due_days: Number(event.currentTarget.value) })}
          error={fault('due_days')}
        />
      </div>
      {open ? (
        <>
          <TextInput label={t('approvals.route.step_name')} value={step.name} maxLength={200} onChange={(event) => set({ name: event.currentTarget.value })} error={fault('name')} />
          <NativeSelect
            label={t('approvals.route.on_overdue')}
            value={step.on_overdue}
            data={([
              'remind',
              ...(answers ? [] : (['lapse'] as const)),
              'escalate',
              ...(!answers && terms?.deemed_code !== undefined && step.mode !== 'consult' ? (['deemed'] as const) : []),
            ] as const).map((value) => ({ value, label: t(`approvals.route.overdue.${value}`) }))}
            onChange={(event) => overdue(event.currentTarget.value)}
            error={fault('on_overdue')}
          />
          {step.on_overdue === 'escalate' && (
            <NativeSelect
              label={t('approvals.route.escalate_to')}
              value={step.escalate_to_person_id}
              data={told.map(({ person_id, name }) => ({ value: person_id, label: name }))}
              onChange={(event) => set({ escalate_to_person_id: event.currentTarget.value })}
              error={fault('escalate_to_person_id')}
            />
          )}
          <Checkbox
            label={t('approvals.route.sealed')}
            description={terms?.sealed_fixed ? t('approvals.route.sealed_fixed') : undefined}
            disabled={terms?.sealed_fixed}
            checked={step.sealed ?? false}
            onChange={(event) => set({ sealed: event.currentTarget.checked })}
            error={fault('sealed')}
          />
        </>
      ) : (
        <button type="button" className={css.add} aria-expanded={false} onClick={() => setOpen(true)}>
          {t('approvals.route.more')}
        </button>
      )}
    </li>
  );
}

interface SeatsProps {
  step: RouteStep;
  state: Snapshot;
  error: string | undefined;
  onChange(seats: RouteSeat[]): void;
}

function Seats({ step, state, error, onChange }: SeatsProps) {
  const { t } = useTranslation();
  const all = choices(state);
  const taken = step.seats.map(keyOf);
  const free = all.filter(({ value }) => !taken.includes(value));
  const change = (at: number, to: Partial<RouteSeat>) => onChange(step.seats.map((seat, n) => (n === at ? { ...seat, ...to } : seat)));
  return (
    <div className={css.seats}>
      <p className={css.label}>{t('approvals.route.seats')}</p>
      {step.seats.map((seat, at) => {
        const choice = all.find(({ value }) => value === keyOf(seat));
        const label = choice?.label ?? '';
        return (
          <div key={keyOf(seat)} className={css.seat}>
            {choice && <Mark size="small" id={choice.hue} name={label} side={choice.side} />}
            <span className={css.name}>{label}</span>
            {step.mode === 'lead' && seat.kind === 'required' && (
              <Button
                variant={seat.decides ? 'filled' : 'default'}
                size="compact-md"
                aria-pressed={seat.decides}
                onClick={() => onChange(step.seats.map((each, n) => ({ ...each, decides: n === at })))}
              >
                {t('approvals.seat.decides_short')}
              </Button>
            )}
            <NativeSelect
              className={css.kind}
              aria-label={`${t('approvals.route.kind')}: ${label}`}
              value={seat.kind}
              data={KINDS.map((value) => ({ value, label: t(`approvals.seat.kind.${value}`) }))}
              onChange={(event) => change(at, { kind: event.currentTarget.value })}
            />
            <button type="button" className={css.icon} aria-label={t('approvals.route.remove_seat', { name: label })} onClick={() => onChange(step.seats.filter((_, n) => n !== at))}>
              <Icon name="close" size={16} />
            </button>
          </div>
        );
      })}
      {free.length > 0 && (
        <NativeSelect
          aria-label={t('approvals.route.add_seat')}
          value=""
          data={[{ value: '', label: t('approvals.route.choose_seat') }, ...free.map(({ value, label }) => ({ value, label }))]}
          onChange={(event) => event.currentTarget.value && onChange([...step.seats, seatOf(event.currentTarget.value)])}
        />
      )}
      {error && (
        <p role="alert" className={css.fault}>
          {error}
        </p>
      )}
    </div>
  );
}
