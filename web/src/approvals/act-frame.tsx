// What every sheet of an act on an approval has: what was seen, what changed meanwhile, a reason, the choice of a seat.
import { NativeSelect, Textarea, type ButtonProps } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Refusal } from '../api/problem';
import type { ApprovalSeat, Snapshot } from '../api/types';
import type { Me } from '../plan/turns';
import type { Who } from '../rooms/who';
import { Failure, Form, Submit, useAct } from '../ui/form';
import { Sheet } from '../ui/sheet';
import css from './decide.module.css';
import { Changed } from './changed';
import { sceneOf } from './decide-draft';
import { readApproval, type Seen } from './writes';

export interface ActProps {
  seen: Seen;
  state: Snapshot;
  who: Who;
  me: Me;
  onDone(after: Seen): void;
  onSeen(now: Seen): void;
  onClose(): void;
}

/** An act on what was seen; when something else stands there, that is shown first. */
export function useSeenAct<A extends unknown[]>({ seen, onDone, onSeen }: ActProps, work: (key: string, ...args: A) => Promise<Seen>) {
  const [fresh, setFresh] = useState<Seen>();
  const act = useAct(async (key, ...args: A) => {
    try {
      onDone(await work(key, ...args));
    } catch (error) {
      if (!(error instanceof Refusal) || error.status !== 412) throw error;
      const now = await readApproval(seen.value.id);
      setFresh(now);
      onSeen(now);
    }
  });
  return { ...act, fresh };
}

interface FrameProps {
  title: string;
  words?: string;
  props: ActProps;
  act: { busy: boolean; failure: unknown; fresh: Seen | undefined };
  fields: readonly string[];
  submit: { words: string; ready: boolean; run(): void } & Pick<ButtonProps, 'color'>;
  children?: ReactNode;
}

export function Frame({ title, words, props, act, fields, submit, children }: FrameProps) {
  const { seen, state, onClose } = props;
  const [scene] = useState(() => sceneOf(state, seen.value));
  const { words: does, ready, run, ...rest } = submit;
  return (
    <Sheet title={title} onClose={onClose}>
      {act.fresh ? (
        <Changed before={seen.value} after={act.fresh.value} scene={[scene, sceneOf(state, act.fresh.value)]} onLook={onClose} />
      ) : (
        <Form onSubmit={run}>
          {words && <p className={css.quiet}>{words}</p>}
          {children}
          <Failure of={act.failure} fields={fields} />
          <Submit busy={act.busy} disabled={!ready} {...rest}>
            {does}
          </Submit>
        </Form>
      )}
    </Sheet>
  );
}

export function Reason({ value, onChange, error, label }: { value: string; onChange(value: string): void; error: string | undefined; label?: string }) {
  const { t } = useTranslation();
  return (
    <Textarea label={label ?? t('approvals.act.reason')} value={value} maxLength={2000} autosize minRows={2} maxRows={8} onChange={(event) => onChange(event.currentTarget.value)} error={error} />
  );
}

export function SeatChoice({ seats, value, onChange, who }: { seats: readonly ApprovalSeat[]; value: string; onChange(id: string): void; who: Who }) {
  const { t } = useTranslation();
  if (seats.length < 2) return null;
  const name = (seat: ApprovalSeat) => [who.partyName(seat.party_id), seat.person_id === undefined ? undefined : who.member(seat.person_id)?.name].filter(Boolean).join(' · ');
  return (
    <NativeSelect
      label={t('approvals.act.seat')}
      value={value}
      data={seats.map((seat) => ({ value: seat.seat_id, label: name(seat) }))}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
