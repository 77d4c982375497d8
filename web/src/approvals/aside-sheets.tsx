// What a holder does before they answer: ask somebody for advice, say that it has to wait; and what who was asked says.
import { NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DayField } from '../ui/day-field';
import { newId } from '../sync/ids';
import { Frame, Reason, SeatChoice, useSeenAct, type ActProps } from './act-frame';
import { adviceAsked, seatsFor } from './run';
import css from './approvals.module.css';
import { advise, askAdvice, hold } from './writes';

/** Members who may speak, the reader's own party first. */
function useAdvisers({ state, who, me }: ActProps, holder: string | undefined) {
  const rank = (party_id: string) => Number(!me.parties.includes(party_id));
  return state.members
    .filter(({ person_id, role }) => person_id !== me.person_id && person_id !== holder && role !== 'observer')
    .sort((a, b) => rank(a.party_id) - rank(b.party_id) || a.name.localeCompare(b.name))
    .map(({ person_id, name, party_id }) => ({ value: person_id, label: `${name} · ${who.partyName(party_id)}` }));
}

export function Ask(props: ActProps) {
  const { t } = useTranslation();
  const { seen, who, me } = props;
  const seats = seatsFor('ask_advice', seen.value, me);
  const [seatId, setSeatId] = useState(seats[0]?.seat_id ?? '');
  const people = useAdvisers(props, seats.find(({ seat_id }) => seat_id === seatId)?.person_id);
  const [to, setTo] = useState(people[0]?.value ?? '');
  const [question, setQuestion] = useState('');
  const [id] = useState(() => newId());
  const act = useSeenAct(props, (key) => askAdvice(seen, id, key, seatId, to, question));
  return (
    <Frame
      title={t('approvals.aside.ask_title')}
      words={t('approvals.aside.ask_words')}
      props={props}
      act={act}
      fields={['/question', '/person_id']}
      submit={{ words: t('approvals.aside.ask_do'), ready: to !== '' && question.trim() !== '', run: () => void act.run(seatId, to, question) }}
    >
      <SeatChoice seats={seats} value={seatId} onChange={setSeatId} who={who} />
      <NativeSelect label={t('approvals.aside.ask_whom')} value={to} data={people} onChange={(event) => setTo(event.currentTarget.value)} error={act.fault('/person_id')} />
      <Reason label={t('approvals.aside.question')} value={question} onChange={setQuestion} error={act.fault('/question')} />
    </Frame>
  );
}

export function Advise(props: ActProps) {
  const { t } = useTranslation();
  const { seen, me } = props;
  const advice = adviceAsked(seen.value).find(({ person_id }) => person_id === me.person_id);
  const [body, setBody] = useState('');
  const act = useSeenAct(props, (key) => advise(seen, key, advice?.id ?? '', body));
  return (
    <Frame
      title={t('approvals.aside.advise_title', { name: advice?.author.name ?? '' })}
      words={t('approvals.aside.advise_words')}
      props={props}
      act={act}
      fields={['/body']}
      submit={{ words: t('approvals.aside.advise_do'), ready: body.trim() !== '', run: () => void act.run(body) }}
    >
      {advice?.question && <p className={css.words}>{advice.question}</p>}
      <Reason label={t('approvals.aside.advice')} value={body} onChange={setBody} error={act.fault('/body')} />
    </Frame>
  );
}

export function Hold(props: ActProps) {
  const { t } = useTranslation();
  const { seen, who, me } = props;
  const seats = seatsFor('hold_seat', seen.value, me);
  const [seatId, setSeatId] = useState(seats[0]?.seat_id ?? '');
  const [reason, setReason] = useState('');
  const [until, setUntil] = useState('');
  const act = useSeenAct(props, (key) => hold(seen, key, seatId, reason, until));
  return (
    <Frame
      title={t('approvals.aside.hold_title')}
      words={t('approvals.aside.hold_words')}
      props={props}
      act={act}
      fields={['/reason', '/until']}
      submit={{ words: t('approvals.aside.hold_do'), ready: reason.trim() !== '', run: () => void act.run(seatId, reason, until) }}
    >
      <SeatChoice seats={seats} value={seatId} onChange={setSeatId} who={who} />
      <Reason value={reason} onChange={setReason} error={act.fault('/reason')} />
      <DayField label={t('approvals.aside.hold_until')} value={until} onChange={setUntil} error={act.fault('/until')} />
    </Frame>
  );
}
