// What a route consists of, while it is built: its name, its steps in order, who sits in each; and what will happen, in words.
import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { useState, type DragEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { CharterTerms, RouteSeat, RouteStep } from '../api/types';
import type { Who } from '../rooms/who';
import { newId } from '../sync/ids';
import { useDesk } from '../ui/desk';
import { Icon } from '../ui/icon';
import { Mark } from '../ui/mark';
import css from './route-builder.module.css';
import { choices, daysFor, deciders, emptyStep, fitting, keyOf, KINDS, MODES, moved, requiredIn, seatOf, type Place } from './route-draft';
import { useRouteWords } from './use-route-words';

/** A step with a name of its own on the screen, wherever it is put. */
export interface Draft extends RouteStep {
  key: string;
}

export interface RouteDraft {
  name: string;
  steps: readonly Draft[];
}

export const keyed = (step: RouteStep): Draft => ({ ...step, key: newId() });
export const sent = ({ key: _, ...step }: Draft): RouteStep => fitting({ ...step, name: step.name.trim() });
/** What a refusal may point at. */
export const fieldsOf = (steps: readonly RouteStep[]) => [
  '/name',
  ...steps.flatMap((_, n) => ['name', 'seats', 'quorum', 'on_overdue', 'escalate_to_person_id', 'due_days', 'sealed'].map((field) => `/steps/${n}/${field}`)),
];
/** Whether it can be saved. */
export const isWhole = ({ name, steps }: RouteDraft) => name.trim() !== '' && steps.length > 0 && steps.every((step) => step.name.trim() !== '' && step.seats.length > 0);

interface RouteFieldsProps {
  place: Place;
  who: Who;
  /** What the charter in force says. */
  terms: CharterTerms | undefined;
  draft: RouteDraft;
  fault(field: string): string | undefined;
  onChange(draft: RouteDraft): void;
}

export function RouteFields({ place, who, terms, draft: { name, steps }, fault, onChange }: RouteFieldsProps) {
  const { t } = useTranslation();
  const words = useRouteWords(who);
  const [from, setFrom] = useState<number>();
  const set = (next: readonly Draft[]) => onChange({ name, steps: next });
  return (
    <>
      <TextInput label={t('approvals.route.name')} value={name} maxLength={200} onChange={(event) => onChange({ name: event.currentTarget.value, steps })} error={fault('/name')} />
      <ol className={css.steps}>
        {steps.map((step, at) => (
          <StepCard
            key={step.key}
            step={step}
            number={at + 1}
            of={steps.length}
            place={place}
            terms={terms}
            fault={(field) => fault(`/steps/${at}/${field}`)}
            onChange={(next) => set(steps.map((each, n) => (n === at ? { ...fitting(next), key: each.key } : each)))}
            onMove={(to) => set(moved(steps, at, to))}
            onRemove={() => set(steps.filter((_, n) => n !== at))}
            onDrag={() => setFrom(at)}
            onDrop={() => {
              if (from !== undefined) set(moved(steps, from, at));
              setFrom(undefined);
            }}
          />
        ))}
      </ol>
      <button type="button" className={css.add} onClick={() => set([...steps, keyed(emptyStep(t('approvals.route.step_given'), terms))])}>
        <Icon name="plus" size={16} />
        {t('approvals.route.add_step')}
      </button>
      <div className={css.will} aria-live="polite">
        <p className={css.label}>{t('approvals.route.will')}</p>
        <p data-route-words>{words(steps)}</p>
      </div>
    </>
  );
}

interface StepCardProps {
  step: RouteStep;
  number: number;
  of: number;
  place: Place;
  /** What the charter in force says. */
  terms: CharterTerms | undefined;
  fault(field: string): string | undefined;
  onChange(step: RouteStep): void;
  onMove(to: number): void;
  onRemove(): void;
  onDrag(): void;
  onDrop(): void;
}

function StepCard({ step, number, of, place, terms, fault, onChange, onMove, onRemove, onDrag, onDrop }: StepCardProps) {
  const { t } = useTranslation();
  const desk = useDesk();
  const [open, setOpen] = useState(false);
  const [over, setOver] = useState(false);
  const set = (change: Partial<RouteStep>) => onChange({ ...step, ...change });
  const answers = step.mode === 'quorum' || step.mode === 'lead';
  const told = deciders(place);
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
      <Seats step={step} place={place} error={fault('seats')} onChange={(seats) => set({ seats })} />
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
  place: Place;
  error: string | undefined;
  onChange(seats: RouteSeat[]): void;
}

function Seats({ step, place, error, onChange }: SeatsProps) {
  const { t } = useTranslation();
  const all = choices(place);
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
