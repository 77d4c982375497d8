// The run of an approval: its steps in order, in each who is asked, what they said, and how long it took.
import { useTranslation } from 'react-i18next';
import type { Approval, ApprovalSeat, ApprovalStep } from '../api/types';
import { isMine, type Me } from '../plan/turns';
import { hueKey, nameOf, type Who } from '../rooms/who';
import { Icon, type IconName } from '../ui/icon';
import { Mark } from '../ui/mark';
import { useTimes } from '../ui/time';
import css from './run-picture.module.css';
import { adviceOf, isAwaited, lettersOf, requiredCount, shapeOf, worstOf, type Shape } from './run';
import { CodeMark, useDays } from './words';

const SIGNS: Partial<Record<Shape, IconName>> = { good: 'check', noted: 'check', bad: 'close', open: 'turn' };

interface RunProps {
  approval: Approval;
  who: Who;
  me: Me;
}

export function RunPicture({ approval, who, me }: RunProps) {
  return (
    <ol className={css.run}>
      {approval.steps.map((step, at) => (
        <Step key={at} number={at + 1} step={step} approval={approval} who={who} me={me} />
      ))}
    </ol>
  );
}

function Step({ number, step, approval, who, me }: RunProps & { number: number; step: ApprovalStep }) {
  const { t } = useTranslation();
  const days = useDays();
  const shape = shapeOf(step, approval.codes);
  const sign = SIGNS[shape];
  const worst = worstOf(step.outcomes.map(({ code }) => code), approval.codes);
  const mode = t(`approvals.step.mode.${step.mode as 'all'}`, { count: step.quorum ?? 0, of: requiredCount(step) });
  return (
    <li className={css.step} data-shape={shape} data-state={step.state}>
      <span className={css.node} aria-hidden="true">
        {sign ? <Icon name={sign} size={14} /> : <span className="figures">{number}</span>}
      </span>
      <div className={css.body}>
        <p className={css.head}>
          <strong>
            <span className="figures">{number}</span> {step.name}
          </strong>
          <span className={css.word}>{t(`approvals.step.state.${step.state as 'open'}`)}</span>
          {worst && <CodeMark code={worst} meaning />}
        </p>
        <p className={css.how}>
          <span>{mode}</span>
          {step.sealed && (
            <span className={css.with}>
              <Icon name="lock" size={14} />
              {t('approvals.step.sealed')}
            </span>
          )}
          {step.opened_at && (
            <span className="figures">
              {step.closed_at ? t('approvals.step_done', { days: days(step.opened_at, step.closed_at) }) : t('approvals.step_open', { days: days(step.opened_at) })}
            </span>
          )}
          {step.round > 1 && <span className="figures">{t('approvals.round', { count: step.round })}</span>}
        </p>
        <ul className={css.seats}>
          {step.seats.map((seat) => (
            <Seat key={seat.seat_id} seat={seat} approval={approval} who={who} me={me} />
          ))}
        </ul>
        {step.moved && (
          <p className={css.moved}>
            <strong>{t(`approvals.moved.${step.moved.kind as 'returned'}`, { name: step.moved.stands_in ? t('approvals.stands_in.by', { name: step.moved.author.name, person: step.moved.stands_in.person.name }) : step.moved.author.name })}</strong>
            {step.moved.reason && <span>{step.moved.reason}</span>}
          </p>
        )}
      </div>
    </li>
  );
}

function Seat({ seat, approval, who, me }: RunProps & { seat: ApprovalSeat }) {
  const { t } = useTranslation();
  const times = useTimes();
  const party = who.party(seat.party_id);
  const { response } = seat;
  const away = isAwaited(seat) ? approval.away?.find(({ person_id }) => person_id === seat.person_id) : undefined;
  const holder = response?.author.name ?? (seat.person_id === undefined ? undefined : who.member(seat.person_id)?.name);
  const asked = isAwaited(seat);
  const mine = asked && isMine({ party_id: seat.party_id, since: '', ...(seat.person_id === undefined ? {} : { person_id: seat.person_id }) }, me);
  const late = asked && seat.due_at !== undefined && Date.parse(seat.due_at) < Date.now();
  const code = worstOf(lettersOf(seat), approval.codes);
  return (
    <li className={css.seat} data-asked={asked} data-mine={mine}>
      {party && <Mark size="small" id={hueKey(party)} name={nameOf(party)} side={party.side} />}
      <span className={css.name}>
        {party ? nameOf(party) : ''}
        {holder && <span className={css.holder}> {holder}</span>}
      </span>
      {seat.kind !== 'required' && seat.kind !== 'informed' && <span className={css.quiet}>{t(`approvals.seat.kind.${seat.kind as 'optional'}`)}</span>}
      {seat.decides && <span className={css.quiet}>{t('approvals.seat.decides')}</span>}
      <span className={css.end}>
        {code ? (
          <CodeMark code={code} />
        ) : (
          <span className={css.word} data-late={late}>
            {late && <Icon name="warn" size={14} />}
            {mine ? t('ball.mine') : t(`approvals.seat.state.${(seat.kind === 'informed' ? 'informed' : seat.state) as 'pending'}`)}
          </span>
        )}
        {seat.deemed && <span className={css.word}>{t('approvals.by_rule', { clause: seat.deemed.clause })}</span>}
        {asked && seat.due_at && (
          <time className="figures" data-late={late} dateTime={seat.due_at}>
            {t('approvals.due', { at: times.brief(seat.due_at) })}
          </time>
        )}
        {seat.response && (
          <time className="figures" dateTime={seat.response.at} title={times.full(seat.response.at)}>
            {times.brief(seat.response.at)}
          </time>
        )}
      </span>
      {response?.stands_in && (
        <span className={css.aside}>
          <span>{t('approval.turn_for', { name: response.stands_in.person.name })}</span>
        </span>
      )}
      {away && (
        <span className={css.aside}>
          <span>
            <Icon name="turn" size={14} /> {t('approvals.stands_in.away', { person: holder ?? '', deputy: who.member(away.deputy_person_id)?.name ?? '', day: times.shortDate(away.until_on) })}
          </span>
        </span>
      )}
      <Aside seat={seat} who={who} />
    </li>
  );
}

/** With whom it is for advice, and why it waits. */
function Aside({ seat, who }: { seat: ApprovalSeat; who: Who }) {
  const { t } = useTranslation();
  const times = useTimes();
  const days = useDays();
  const asked = adviceOf(seat);
  const { hold, provisional } = seat;
  const escalated = isAwaited(seat) ? seat.escalated : undefined;
  if (!asked && !hold && !provisional && !escalated) return null;
  return (
    <span className={css.aside}>
      {asked && (
        <span>
          <Icon name="reply" size={14} /> {t('approvals.aside.with', { name: who.member(asked.person_id)?.name ?? '', days: days(asked.at) })}
        </span>
      )}
      {escalated && (
        <span>
          <Icon name="warn" size={14} /> {t('approvals.aside.told', { name: who.member(escalated.person_id)?.name ?? '', at: times.brief(escalated.at) })}
        </span>
      )}
      {provisional && (
        <span>
          <Icon name="reply" size={14} /> {t('approvals.behalf.typed', { name: who.member(provisional.person_id)?.name ?? '', by: provisional.author.name })} · {t(provisional.contradicted_at ? 'approvals.behalf.contradicted' : 'approvals.behalf.waits')}
        </span>
      )}
      {hold && (
        <span>
          <Icon name="clock" size={14} /> {t('approvals.aside.held', { name: hold.author.name, days: days(hold.at) })}
          {hold.until && ` · ${t('approvals.aside.held_until', { day: times.shortDate(hold.until) })}`}
          {hold.reason && ` — ${hold.reason}`}
        </span>
      )}
    </span>
  );
}
