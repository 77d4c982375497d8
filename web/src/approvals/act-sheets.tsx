// The other acts on an approval, each a sheet: hand over, send back, take back, leave a step out.
import { NativeSelect, Radio, Textarea, type ButtonProps } from '@mantine/core';
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
import { isAnswered, openStep, seatsFor } from './run';
import { delegate, readApproval, recall, sendBack, skip, type Seen } from './writes';

export type Acting = 'delegate' | 'return' | 'recall' | 'skip';

interface ActProps {
  seen: Seen;
  state: Snapshot;
  who: Who;
  me: Me;
  onDone(after: Seen): void;
  onSeen(now: Seen): void;
  onClose(): void;
}

export default function ActSheet({ act, ...props }: ActProps & { act: Acting }) {
  switch (act) {
    case 'delegate':
      return <Delegate {...props} />;
    case 'return':
      return <Return {...props} />;
    case 'recall':
      return <Recall {...props} />;
    case 'skip':
      return <Skip {...props} />;
  }
}

/** An act on what was seen; when something else stands there, that is shown first. */
function useSeenAct<A extends unknown[]>({ seen, onDone, onSeen }: ActProps, work: (key: string, ...args: A) => Promise<Seen>) {
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

function Frame({ title, words, props, act, fields, submit, children }: FrameProps) {
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

function Reason({ value, onChange, error }: { value: string; onChange(value: string): void; error: string | undefined }) {
  const { t } = useTranslation();
  return (
    <Textarea label={t('approvals.act.reason')} value={value} maxLength={2000} autosize minRows={2} maxRows={8} onChange={(event) => onChange(event.currentTarget.value)} error={error} />
  );
}

function SeatChoice({ seats, value, onChange, who }: { seats: readonly ApprovalSeat[]; value: string; onChange(id: string): void; who: Who }) {
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

function Delegate(props: ActProps) {
  const { t } = useTranslation();
  const { seen, state, who, me } = props;
  const seats = seatsFor('delegate_seat', seen.value, me);
  const [seatId, setSeatId] = useState(seats[0]?.seat_id ?? '');
  const firm = who.member(me.person_id)?.firm_id;
  const people = state.members.filter((member) => member.firm_id === firm && member.person_id !== me.person_id && ['lead', 'approver'].includes(member.role));
  const [to, setTo] = useState(people[0]?.person_id ?? '');
  const [reason, setReason] = useState('');
  const act = useSeenAct(props, (key) => delegate(seen, key, seatId, to, reason));
  return (
    <Frame
      title={t('approvals.act.delegate_title')}
      words={t('approvals.act.delegate_words')}
      props={props}
      act={act}
      fields={['/reason', '/person_id']}
      submit={{ words: t('approvals.act.delegate_do'), ready: to !== '' && reason.trim() !== '', run: () => void act.run(seatId, to, reason) }}
    >
      <SeatChoice seats={seats} value={seatId} onChange={setSeatId} who={who} />
      {people.length === 0 ? (
        <p>{t('approvals.act.delegate_nobody')}</p>
      ) : (
        <>
          <Radio.Group label={t('approvals.act.delegate_to')} value={to} onChange={setTo} error={act.fault('/person_id')}>
            <div className={css.choices}>
              {people.map((member) => (
                <Radio key={member.person_id} value={member.person_id} label={`${member.name} · ${who.partyName(member.party_id)}`} />
              ))}
            </div>
          </Radio.Group>
          <Reason value={reason} onChange={setReason} error={act.fault('/reason')} />
        </>
      )}
    </Frame>
  );
}

function Return(props: ActProps) {
  const { t } = useTranslation();
  const { seen, who, me } = props;
  const approval = seen.value;
  const seats = seatsFor('return_approval', approval, me);
  const [seatId, setSeatId] = useState(seats[0]?.seat_id ?? '');
  const [to, setTo] = useState('');
  const [reason, setReason] = useState('');
  const step = to === '' ? undefined : Number(to);
  const act = useSeenAct(props, (key) => sendBack(seen, key, seatId, step, reason));
  const earlier = approval.steps.slice(0, openStep(approval)?.at ?? 0);
  return (
    <Frame
      title={t('approvals.act.return_title')}
      props={props}
      act={act}
      fields={['/reason']}
      submit={{ words: t('approvals.act.return_do'), ready: reason.trim() !== '', run: () => void act.run(seatId, to, reason), color: 'red' }}
    >
      <SeatChoice seats={seats} value={seatId} onChange={setSeatId} who={who} />
      {earlier.length > 0 && (
        <Radio.Group label={t('approvals.act.return_to')} description={step === undefined ? undefined : t('approvals.act.return_words')} value={to} onChange={setTo}>
          <div className={css.choices}>
            <Radio value="" label={t('approvals.act.return_author')} />
            {earlier.map(({ name }, at) => (
              <Radio key={at} value={String(at + 1)} label={t('approvals.act.return_step', { number: at + 1, name })} />
            ))}
          </div>
        </Radio.Group>
      )}
      <Reason value={reason} onChange={setReason} error={act.fault('/reason')} />
    </Frame>
  );
}

function Recall(props: ActProps) {
  const { t } = useTranslation();
  const { seen } = props;
  const [reason, setReason] = useState('');
  const late = isAnswered(seen.value);
  const act = useSeenAct(props, (key) => recall(seen, key, reason));
  return (
    <Frame
      title={t('approvals.act.recall_title')}
      words={t(late ? 'approvals.act.recall_late' : 'approvals.act.recall_words')}
      props={props}
      act={act}
      fields={['/reason']}
      submit={{ words: t('approvals.act.recall_do'), ready: !late || reason.trim() !== '', run: () => void act.run(reason), color: 'red' }}
    >
      {late && <Reason value={reason} onChange={setReason} error={act.fault('/reason')} />}
    </Frame>
  );
}

function Skip(props: ActProps) {
  const { t } = useTranslation();
  const { seen } = props;
  const open = openStep(seen.value);
  const [reason, setReason] = useState('');
  const act = useSeenAct(props, (key) => skip(seen, key, (open?.at ?? 0) + 1, reason));
  return (
    <Frame
      title={t('approvals.act.skip_title', { step: open?.step.name ?? '' })}
      words={t('approvals.act.skip_words')}
      props={props}
      act={act}
      fields={['/reason']}
      submit={{ words: t('approvals.act.skip_do'), ready: reason.trim() !== '', run: () => void act.run(reason), color: 'red' }}
    >
      <Reason value={reason} onChange={setReason} error={act.fault('/reason')} />
    </Frame>
  );
}
