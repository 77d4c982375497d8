// What was answered, with its reasons and its signature; also in steps that were begun again.
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useKept } from '../access/signed';
import type { Approval, ApprovalResponse, ApprovalSeat, ProvisionalResponse } from '../api/types';
import { addressOf } from '../rooms/targets';
import { hueKey, nameOf, type Who } from '../rooms/who';
import { Icon } from '../ui/icon';
import { Mark } from '../ui/mark';
import rows from '../ui/rows.module.css';
import { useTimes } from '../ui/time';
import css from './approvals.module.css';
import { CodeMark } from './words';
import { responsesOf } from './writes';

interface SaidProps {
  approval: Approval;
  who: Who;
}

export function Said({ approval, who }: SaidProps) {
  const { t } = useTranslation();
  const seats = approval.steps.flatMap((step) => step.seats);
  const answered = seats.filter((seat) => seat.response ?? seat.deemed ?? (seat.state === 'responded' || seat.delegation || seat.advice || seat.provisional));
  const begunAgain = approval.steps.some(({ round }) => round > 1);
  return (
    <>
      {answered.length === 0 && <p className={rows.quiet}>{t('approvals.said_none')}</p>}
      {answered.map((seat) => (
        <Answer key={seat.seat_id} seat={seat} response={seat.response} party_id={seat.party_id} approval={approval} who={who} />
      ))}
      {begunAgain && <Past approval={approval} who={who} shown={answered.flatMap(({ response }) => response?.id ?? [])} />}
    </>
  );
}

function Past({ approval, who, shown }: SaidProps & { shown: readonly string[] }) {
  const { t } = useTranslation();
  const read = useKept(['responses', approval.id], () => responsesOf(approval.id), { every: 60_000 });
  const past = (read.data ?? []).filter(({ response }) => response && !shown.includes(response.id));
  if (past.length === 0) return null;
  return (
    <details className={css.past}>
      <summary>
        {t('approvals.past')} <span className="figures">{past.length}</span>
      </summary>
      {past.map(({ response, party_id }) => (
        <Answer key={response!.id} response={response} party_id={party_id} approval={approval} who={who} />
      ))}
    </details>
  );
}

interface AnswerProps extends SaidProps {
  seat?: ApprovalSeat;
  party_id: string;
  response: ApprovalResponse | undefined;
}

function Answer({ seat, party_id, response, approval, who }: AnswerProps) {
  const { t } = useTranslation();
  const party = who.party(party_id);
  const delegation = seat?.delegation;
  return (
    <div className={css.said}>
      <p className={css.by}>
        {party && <Mark size="small" id={hueKey(party)} name={nameOf(party)} side={party.side} />}
        <strong>{party ? nameOf(party) : ''}</strong>
        {response && <span>{response.stands_in ? t('approvals.stands_in.by', { name: response.author.name, person: response.stands_in.person.name }) : response.author.name}</span>}
      </p>
      {delegation && (
        <p className={css.quiet}>
          {t(`approvals.handed.${(delegation.kind ?? 'deputy') as 'deputy'}`, { from: delegation.author.name, to: who.member(delegation.person_id)?.name ?? '' })}
          {delegation.reason && ` — ${delegation.reason}`}
        </p>
      )}
      {seat?.deemed && <Deemed deemed={seat.deemed} approval={approval} />}
      {seat?.advice?.map((advice) => (
        <div key={advice.id} className={css.advice}>
          <p className={css.quiet}>
            {t('approvals.aside.for', { to: who.member(advice.person_id)?.name ?? '', from: advice.author.name })} · {t(`approvals.aside.advice_state.${advice.state as 'asked'}`)}
          </p>
          {advice.question && <p className={css.reason}>{advice.question}</p>}
          {advice.answer && <p className={css.reason}>{advice.answer}</p>}
        </div>
      ))}
      {seat?.provisional && (
        <div className={css.advice}>
          <p className={css.quiet}>
            {t('approvals.behalf.typed', { name: who.member(seat.provisional.person_id)?.name ?? '', by: seat.provisional.author.name })} · {t(seat.provisional.contradicted_at ? 'approvals.behalf.contradicted' : 'approvals.behalf.waits')}
          </p>
          <TypedWords typed={seat.provisional} approval={approval} />
          {seat.provisional.reason && <p className={css.quiet}>{seat.provisional.reason}</p>}
          {seat.provisional.contradiction && <p className={css.reason}>{seat.provisional.contradiction}</p>}
        </div>
      )}
      {response ? (
        <Words response={response} approval={approval} />
      ) : (
        seat?.state === 'responded' && (
          <p className={css.quiet}>
            <Icon name="lock" size={14} /> {t('approvals.said_sealed')}
          </p>
        )
      )}
    </div>
  );
}

/** Nobody answered, and the charter takes that for an approval: it is told as what it is. */
function Deemed({ deemed, approval }: { deemed: NonNullable<ApprovalSeat['deemed']>; approval: Approval }) {
  const { t } = useTranslation();
  const times = useTimes();
  const code = approval.codes.find(({ letter }) => letter === deemed.code);
  return (
    <>
      <p className={css.by}>{code && <CodeMark code={code} meaning />}</p>
      <p className={css.quiet}>{t('approvals.deemed', { at: times.full(deemed.at), clause: deemed.clause })}</p>
    </>
  );
}

/** What was typed for somebody by another, as it would be signed. */
export function TypedWords({ typed, approval }: { typed: ProvisionalResponse; approval: Approval }) {
  return <Decided decisions={typed.decisions} deviations={typed.deviations} comment={typed.comment} approval={approval} />;
}

function Words({ response, approval }: { response: ApprovalResponse; approval: Approval }) {
  const { t, i18n } = useTranslation();
  const times = useTimes();
  const { decisions, deviations, comment, carried, signature, typed_by, stands_in } = response;
  const number = (design_id: string) => approval.submission.revisions.find((one) => one.design_id === design_id)?.design_number ?? '';
  return (
    <>
      <Decided decisions={decisions} deviations={deviations} comment={comment} approval={approval} />
      {carried.length > 0 && (
        <p className={`${css.quiet} ${css.carried}`}>
          {t('approvals.carried_of', { count: carried.length })}
          {carried.map((each) => (
            <Link key={each.comment_id} href={addressOf({ project: approval.project_id, kind: 'comment', id: each.comment_id })}>
              {number(each.design_id)} {each.number}
            </Link>
          ))}
        </p>
      )}
      {stands_in && <p className={css.quiet}>{t('approvals.stands_in.days', { from: times.namedDate(stands_in.from_on), until: times.namedDate(stands_in.until_on) })}</p>}
      {typed_by && <p className={css.quiet}>{t('approvals.behalf.typed_by', { name: typed_by.name })}</p>}
      <p className={css.quiet}>
        {t('approvals.signed', {
          name: [signature.name, signature.department_name ?? signature.firm_name].join(' · '),
          at: localTime(signature.local_time, i18n.language),
          zone: signature.time_zone,
          method: t(`approvals.method.${signature.method as 'password'}`),
        })}
      </p>
    </>
  );
}

interface DecidedProps extends Pick<ApprovalResponse, 'decisions' | 'deviations'> {
  comment: string | undefined;
  approval: Approval;
}

function Decided({ decisions, deviations, comment, approval }: DecidedProps) {
  const { t } = useTranslation();
  const many = approval.submission.revisions.length > 1;
  const nameOf = (revision_id: string) => {
    const subject = approval.submission.revisions.find((one) => one.revision_id === revision_id);
    return subject ? `${subject.design_number} ${subject.label}` : '';
  };
  return (
    <>
      <div className={css.decisions}>
        {alike(decisions).map(({ code: letter, reason, revision_ids }) => {
          const code = approval.codes.find((one) => one.letter === letter);
          return (
            <div key={revision_ids[0]}>
              <p className={css.by}>
                {many && <span>{revision_ids.map(nameOf).join(', ')}</span>}
                {code && <CodeMark code={code} meaning />}
              </p>
              {reason && <p className={css.reason}>{reason}</p>}
            </div>
          );
        })}
      </div>
      {comment && <p className={css.reason}>{comment}</p>}
      {deviations.map((said) => (
        <p key={said.number} className={css.quiet}>
          {t('approvals.submit.deviation', { number: said.number })}: {t(said.accepted ? 'approvals.accepted' : 'approvals.refused')}
        </p>
      ))}
    </>
  );
}

/** What was said alike of several revisions is told once. */
export function alike(decisions: ApprovalResponse['decisions']): { code: string; reason: string | undefined; revision_ids: string[] }[] {
  const groups = new Map<string, { code: string; reason: string | undefined; revision_ids: string[] }>();
  for (const { revision_id, code, reason } of decisions) {
    const group = groups.get(`${code} ${reason ?? ''}`);
    if (group) group.revision_ids.push(revision_id);
    else groups.set(`${code} ${reason ?? ''}`, { code, reason, revision_ids: [revision_id] });
  }
  return [...groups.values()];
}

/** The hour on the wall of who signed: what is written is shown, in no other zone. */
export function localTime(local: string, language: string): string {
  const wall = new Date(`${local.slice(0, 19)}Z`);
  return new Intl.DateTimeFormat(language, { timeZone: 'UTC', dateStyle: 'medium', timeStyle: 'short', hourCycle: 'h23' }).format(wall);
}
