// Decides: a code, why where that is needed, a yes or no to each deviation, and the signature. What was seen is what is
// signed: when something else stands there, it is shown, and nothing is sent again by itself.
import { Radio } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Refusal } from '../api/problem';
import type { ApprovalSeat, Snapshot } from '../api/types';
import { newId } from '../sync/ids';
import type { Me } from '../plan/turns';
import type { Who } from '../rooms/who';
import { PROOF_FIELDS, Prove, useProof } from '../passkeys/proof';
import { Failure, Form, Submit, useAct } from '../ui/form';
import { useOnline } from '../ui/online';
import { Sheet } from '../ui/sheet';
import type { Acting } from './act-sheets';
import css from './decide.module.css';
import { Changed } from './changed';
import { Clause } from './clause';
import { answerOf, draftOf, keepDraft, partsOf, sceneOf, type Draft } from './decide-draft';
import { Decisions } from './decisions';
import { decides, openStep, seatsFor } from './run';
import { beginResponse, readApproval, respond, type GivenResponse, type Seen } from './writes';

interface DecideSheetProps {
  seen: Seen;
  state: Snapshot;
  who: Who;
  me: Me;
  onDone(after: Seen, answer: GivenResponse): void;
  onSeen(now: Seen): void;
  onClose(): void;
  /** What is done in place of deciding. */
  onAct(act: Acting): void;
}

const BEFORE = [
  ['ask_advice', 'ask', 'approvals.aside.ask'],
  ['hold_seat', 'hold', 'approvals.aside.hold'],
  ['delegate_seat', 'delegate', 'approvals.act.delegate'],
  ['return_approval', 'return', 'approvals.act.return'],
] as const;
const FIELDS = [...PROOF_FIELDS, '/comment'];

export default function DecideSheet({ seen: first, state, who, me, onDone, onSeen, onClose, onAct }: DecideSheetProps) {
  const { t } = useTranslation();
  const online = useOnline();
  const [seen, setSeen] = useState(first);
  const [scene, setScene] = useState(() => sceneOf(state, first.value));
  const [fresh, setFresh] = useState<Seen>();
  const [id, setId] = useState(() => newId());
  const [draft, setDraft] = useState(() => draftOf(me.person_id, first.value.id));
  const proof = useProof();
  const [accepted, setAccepted] = useState<string>();
  const approval = seen.value;
  const clause = approval.clause_to_accept;
  const seats = seatsFor('respond_approval', approval, me);
  const [seatId, setSeatId] = useState(seats[0]?.seat_id);
  const seat = seats.find(({ seat_id }) => seat_id === seatId) ?? seats[0];
  const step = openStep(approval)?.step;
  const set = (change: Partial<Draft>) => {
    const next = { ...draft, ...change };
    keepDraft(me.person_id, approval.id, next);
    setDraft(next);
  };
  const act = useAct(async (key, answer: GivenResponse) => {
    try {
      const after = await proof.sign(
        key,
        () => beginResponse(seen, id, answer, clause?.hash),
        (given) => respond(seen, id, key, answer, given, clause?.hash),
      );
      keepDraft(me.person_id, approval.id, undefined);
      onDone(after, answer);
    } catch (error) {
      const isNews = error instanceof Refusal && (error.status === 412 || error.problem.code === 'clause_not_accepted');
      if (!isNews) throw error;
      const now = await readApproval(approval.id);
      setFresh(now);
      onSeen(now);
    }
  });
  const title = t('approvals.decide.title', { number: approval.number });
  if (fresh) {
    const look = () => {
      setSeen(fresh);
      setScene(sceneOf(state, fresh.value));
      setId(newId());
      proof.type('');
      setFresh(undefined);
      if (seatsFor('respond_approval', fresh.value, me).length === 0) onClose();
    };
    return (
      <Sheet title={title} onClose={onClose}>
        <Changed before={approval} after={fresh.value} scene={[scene, sceneOf(state, fresh.value)]} onLook={look} />
      </Sheet>
    );
  }
  if (!step || !seat) return null;
  const forWhom = personOf(seat);
  const gives = decides(step, seat);
  const answer = answerOf(approval, step, seat, draft);
  const parts = gives ? partsOf(approval, draft) : [];
  const letters = [...new Set(parts.flatMap((part) => draft.codes[part] ?? []))];
  return (
    <Sheet title={title} onClose={onClose}>
      <Form onSubmit={() => answer && void act.run(answer, seen.tag, proof.by, proof.secret)}>
        {forWhom && <p className={css.acting}>{t('approvals.stands_in.acting', { name: forWhom })}</p>}
        {seats.length > 1 && (
          <Radio.Group label={t('approvals.decide.seat')} value={seat.seat_id} onChange={setSeatId}>
            <div className={css.choices}>
              {seats.map((each) => (
                <Radio key={each.seat_id} value={each.seat_id} label={nameOfSeat(each)} />
              ))}
            </div>
          </Radio.Group>
        )}
        <Decisions state={state} approval={approval} step={step} seat={seat} draft={draft} set={set} fault={act.fault} />
        {clause && <Clause clause={clause} project_id={approval.project_id} accepted={accepted === clause.hash} onAccept={(yes) => setAccepted(yes ? clause.hash : undefined)} />}
        <Prove proof={proof} label={t('approvals.decide.secret')} description={t('approvals.decide.secret_words')} fault={act.fault} offline={t('approvals.decide.network')} />
        <Failure of={act.failure} fields={[...FIELDS, ...parts.flatMap((_, n) => [`/decisions/${n}/code`, `/decisions/${n}/reason`])]} />
        <Submit busy={act.busy} kept="local" disabled={!answer || !proof.ready || !online || (clause !== undefined && accepted !== clause.hash)}>
          {!gives ? t('approvals.decide.do_words') : letters.length === 0 ? t('approvals.decide.do_none') : t('approvals.decide.do', { code: letters.join(', ') })}
        </Submit>
      </Form>
      <p className={css.before} role="group" aria-label={t('approvals.aside.more')}>
        {BEFORE.filter(([may]) => seatsFor(may, approval, me).length > 0).map(([, does, words]) => (
          <button key={does} type="button" className={css.link} onClick={() => onAct(does)}>
            {t(words)}
          </button>
        ))}
      </p>
    </Sheet>
  );

  /** For whom the reader answers a seat, as their deputy. */
  function personOf(each: ApprovalSeat): string | undefined {
    const found = approval.stands_in?.find(({ seat_id }) => seat_id === each.seat_id);
    return found && who.member(found.person_id)?.name;
  }

  function nameOfSeat(each: ApprovalSeat): string {
    const party = who.partyName(each.party_id);
    const person = personOf(each);
    if (person) return t('approvals.stands_in.seat', { seat: party, name: person });
    return [party, each.person_id === undefined ? undefined : who.member(each.person_id)?.name].filter(Boolean).join(' · ');
  }
}
