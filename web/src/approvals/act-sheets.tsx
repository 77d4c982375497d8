// The other acts on an approval, each a sheet: hand over, send back, take back, leave a step out.
import { Radio } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Frame, Reason, SeatChoice, useSeenAct, type ActProps } from './act-frame';
import { Advise, Ask, Hold } from './aside-sheets';
import { Behalf, Confirm, Contradict } from './behalf-sheets';
import css from './decide.module.css';
import { isAnswered, openStep, seatsFor } from './run';
import { delegate, recall, sendBack, skip } from './writes';

export type Acting = 'delegate' | 'return' | 'recall' | 'skip' | 'ask' | 'advise' | 'hold' | 'behalf' | 'confirm' | 'contradict';

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
    case 'ask':
      return <Ask {...props} />;
    case 'advise':
      return <Advise {...props} />;
    case 'hold':
      return <Hold {...props} />;
    case 'behalf':
      return <Behalf {...props} />;
    case 'confirm':
      return <Confirm {...props} />;
    case 'contradict':
      return <Contradict {...props} />;
  }
}

function Delegate(props: ActProps) {
  const { t } = useTranslation();
  const { seen, state, who, me } = props;
  const seats = seatsFor('delegate_seat', seen.value, me);
  const [seatId, setSeatId] = useState(seats[0]?.seat_id ?? '');
  const firm = who.member(me.person_id)?.firm_id;
  const people = state.members.filter((member) => member.firm_id === firm && member.person_id !== me.person_id && ['lead', 'approver'].includes(member.role));
  const [to, setTo] = useState(people[0]?.person_id ?? '');
  const [kind, setKind] = useState('deputy');
  const [reason, setReason] = useState('');
  const act = useSeenAct(props, (key) => delegate(seen, key, seatId, to, kind, reason));
  return (
    <Frame
      title={t('approvals.act.delegate_title')}
      words={t('approvals.act.delegate_words')}
      props={props}
      act={act}
      fields={['/reason', '/person_id']}
      submit={{ words: t('approvals.act.delegate_do'), ready: to !== '' && reason.trim() !== '', run: () => void act.run(seatId, to, kind, reason) }}
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
          <Radio.Group label={t('approvals.act.delegate_kind.as')} value={kind} onChange={setKind}>
            <div className={css.choices}>
              {(['deputy', 'authority'] as const).map((each) => (
                <Radio key={each} value={each} label={t(`approvals.act.delegate_kind.${each}`)} />
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
