// What somebody said by phone: typed for them, and confirmed by themselves with their password or passkey, or contradicted.
import { NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { newId } from '../sync/ids';
import { PROOF_FIELDS, Prove, useProof } from '../passkeys/proof';
import { Frame, Reason, SeatChoice, useSeenAct, type ActProps } from './act-frame';
import { answerOf, EMPTY, type Draft } from './decide-draft';
import { Decisions } from './decisions';
import css from './approvals.module.css';
import { Clause } from './clause';
import { openStep, seatsFor, unconfirmed } from './run';
import { TypedWords } from './said';
import { beginConfirmation, confirmResponse, contradictResponse, respondOnBehalf } from './writes';

/** Who may decide for the seat: who holds it, or its party. */
function useSpeakers({ state, who, me }: ActProps, seat: { party_id: string; person_id?: string } | undefined) {
  const decides = state.members.filter(({ role, person_id }) => ['lead', 'approver'].includes(role) && person_id !== me.person_id);
  return decides
    .filter(({ person_id }) => (seat?.person_id === undefined ? who.partiesOf(person_id).includes(seat?.party_id ?? '') : person_id === seat.person_id))
    .map(({ person_id, name, party_id }) => ({ value: person_id, label: `${name} · ${who.partyName(party_id)}` }));
}

export function Behalf(props: ActProps) {
  const { t } = useTranslation();
  const { seen, state, who, me } = props;
  const approval = seen.value;
  const seats = seatsFor('respond_on_behalf', approval, me);
  const [seatId, setSeatId] = useState(seats[0]?.seat_id ?? '');
  const seat = seats.find(({ seat_id }) => seat_id === seatId) ?? seats[0];
  const people = useSpeakers(props, seat);
  const [chosen, setChosen] = useState('');
  const person = people.find(({ value }) => value === chosen)?.value ?? people[0]?.value ?? '';
  const [draft, setDraft] = useState<Draft>(EMPTY);
  const [reason, setReason] = useState('');
  const [id] = useState(() => newId());
  const step = openStep(approval)?.step;
  const answer = step && seat && answerOf(approval, step, seat, draft);
  const act = useSeenAct(props, (key) => respondOnBehalf(seen, id, key, answer!, person, reason));
  if (!step || !seat) return null;
  return (
    <Frame
      title={t('approvals.behalf.title')}
      words={t('approvals.behalf.words')}
      props={props}
      act={act}
      fields={['/reason', '/person_id', '/decisions']}
      submit={{ words: t('approvals.behalf.do'), ready: answer !== undefined && person !== '' && reason.trim() !== '', run: () => void act.run(person, reason, answer) }}
    >
      <SeatChoice seats={seats} value={seat.seat_id} onChange={setSeatId} who={who} />
      {people.length === 0 ? (
        <p>{t('approvals.behalf.nobody')}</p>
      ) : (
        <>
          <NativeSelect label={t('approvals.behalf.whose')} value={person} data={people} onChange={(event) => setChosen(event.currentTarget.value)} error={act.fault('/person_id')} />
          <Decisions state={state} approval={approval} step={step} seat={seat} draft={draft} set={(change) => setDraft({ ...draft, ...change })} fault={act.fault} />
          <Reason label={t('approvals.behalf.reason')} value={reason} onChange={setReason} error={act.fault('/reason')} />
        </>
      )}
    </Frame>
  );
}

export function Confirm(props: ActProps) {
  const { t } = useTranslation();
  const { seen, me } = props;
  const typed = unconfirmed(seen.value, me);
  const clause = seen.value.clause_to_accept;
  const proof = useProof();
  const [accepted, setAccepted] = useState<string>();
  const act = useSeenAct(props, (key) =>
    proof.sign(
      key,
      () => beginConfirmation(seen, typed?.id ?? '', clause?.hash),
      (given) => confirmResponse(seen, key, typed?.id ?? '', given, clause?.hash),
    ),
  );
  return (
    <Frame
      title={t('approvals.behalf.confirm_title')}
      words={t('approvals.behalf.confirm_words', { name: typed?.author.name ?? '' })}
      props={props}
      act={act}
      fields={PROOF_FIELDS}
      submit={{ words: t('approvals.behalf.confirm_do'), ready: proof.ready && accepted === clause?.hash, run: () => void act.run(proof.by, proof.secret) }}
    >
      {typed && <TypedWords typed={typed} approval={seen.value} />}
      {clause && <Clause clause={clause} project_id={seen.value.project_id} accepted={accepted === clause.hash} onAccept={(yes) => setAccepted(yes ? clause.hash : undefined)} />}
      <Prove proof={proof} label={t('approvals.decide.secret')} description={t('approvals.decide.secret_words')} fault={act.fault} />
    </Frame>
  );
}

export function Contradict(props: ActProps) {
  const { t } = useTranslation();
  const { seen, me } = props;
  const typed = unconfirmed(seen.value, me);
  const [reason, setReason] = useState('');
  const act = useSeenAct(props, (key) => contradictResponse(seen, key, typed?.id ?? '', reason));
  return (
    <Frame
      title={t('approvals.behalf.contradict')}
      words={t('approvals.behalf.contradict_words')}
      props={props}
      act={act}
      fields={['/reason']}
      submit={{ words: t('approvals.behalf.contradict_do'), ready: reason.trim() !== '', run: () => void act.run(reason), color: 'red' }}
    >
      {typed && <div className={css.advice}><TypedWords typed={typed} approval={seen.value} /></div>}
      <Reason value={reason} onChange={setReason} error={act.fault('/reason')} />
    </Frame>
  );
}
