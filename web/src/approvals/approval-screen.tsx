// One approval: how far it is, whose turn, what is decided on, what was said, and what the reader may do with it.
import { useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import { useKept, useRoom, useSigned } from '../access/signed';
import { Refusal } from '../api/problem';
import type { Snapshot } from '../api/types';
import { CommentRow } from '../comments/comment-row';
import { unsentOf } from '../comments/unsent';
import { withTexts } from '../i18n/late';
import { BallToken } from '../plan/item-words';
import { isMine, meIn, type Me } from '../plan/turns';
import { addressOf } from '../rooms/targets';
import type { Who } from '../rooms/who';
import { Acts } from '../ui/acts';
import { ActButton, Failure, useAct } from '../ui/form';
import { Icon } from '../ui/icon';
import type { RareAct } from '../ui/more-sheet';
import { Section } from '../ui/page';
import rows from '../ui/rows.module.css';
import { Empty, Shown } from '../ui/states';
import tab from '../ui/tab.module.css';
import { useTimes } from '../ui/time';
import type { Acting } from './act-sheets';
import css from './approvals.module.css';
import { adviceAsked, ballsOf, decides, isOpen, openStep, seatsFor, unconfirmed } from './run';
import { RunPicture } from './run-picture';
import { Said } from './said';
import { Drawing, Subjects, type OnScreen } from './subjects';
import { TakeAway } from './take-away';
import { ApprovalState, Due, RevisionWords, Ruled } from './words';
import { claim, readApproval, release, withdrawAdvice, type GivenResponse, type Seen } from './writes';

const DecideSheet = lazy(() => withTexts(import('./decide-sheet'), 'passkeys'));
const ActSheet = lazy(() => withTexts(import('./act-sheets'), 'passkeys'));

interface ApprovalScreenProps {
  state: Snapshot;
  who: Who;
  id: string;
}

export default function ApprovalScreen({ state, who, id }: ApprovalScreenProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { person } = useSigned();
  const heard = state.approvals?.find((one) => one.id === id);
  const read = useKept<Seen>(['approval', id], () => readApproval(id));
  const { refetch } = read;
  const version = heard?.version ?? 0;
  const known = read.data?.value.version ?? 0;
  // What a reader may do is told to them alone: what the room hears is asked for.
  useEffect(() => {
    if (known > 0 && version > known) void refetch();
  }, [version, known, refetch]);
  const list = `/projects/${state.project.id}/approvals`;
  if (read.error instanceof Refusal && read.error.status === 404) {
    return (
      <Empty title={t('approvals.missing')} act={<Link href={list}>{t('approvals.title')}</Link>}>
        {t('approvals.missing_words')}
      </Empty>
    );
  }
  const take = (seen: Seen) => {
    queries.setQueryData(['approval', id], seen);
    void queries.invalidateQueries({ queryKey: ['approval-turns'] });
    void queries.invalidateQueries({ queryKey: ['approvals', state.project.id] });
  };
  return (
    <Shown read={read} rows={8}>
      {(seen) => <Known seen={seen} stale={read.isError} state={state} who={who} me={meIn(state, person.id)} list={list} onSeen={take} />}
    </Shown>
  );
}

interface KnownProps {
  seen: Seen;
  stale: boolean;
  state: Snapshot;
  who: Who;
  me: Me;
  list: string;
  onSeen(now: Seen): void;
}

function Known({ seen, stale, state, who, me, list, onSeen }: KnownProps) {
  const { t } = useTranslation();
  const [, go] = useLocation();
  const times = useTimes();
  const { said } = useRoom(state.project.id);
  const approval = seen.value;
  const [shown, setShown] = useState<OnScreen>();
  const [acting, setActing] = useState<Acting | 'decide'>();
  const [done, setDone] = useState<string>();
  const title = t('approvals.one', { number: approval.number });
  if (shown) return <Drawing state={state} shown={shown} who={who} me={me} back={title} onFile={(file) => setShown({ ...shown, file })} onClose={() => setShown(undefined)} />;
  const { purpose, deviations, revisions, due_on } = approval.submission;
  const walled = approval.restricted && purpose === '';
  const of = new Set(revisions.map(({ design_id }) => design_id));
  const comments = (state.comments ?? []).filter((comment) => comment.state !== 'closed' && of.has(comment.design_id));
  const finish = (after: Seen, answer?: GivenResponse) => {
    onSeen(after);
    setActing(undefined);
    const letters = [...new Set(answer?.decisions.map(({ code }) => code) ?? [])].join(', ');
    if (answer) setDone(letters ? t('approvals.decide.done', { code: letters }) : t('approvals.decide.done_words'));
  };
  const { closure } = approval;
  const closedBy = closure?.stands_in ? t('approvals.stands_in.by', { name: closure.author.name, person: closure.stands_in.person.name }) : closure?.author.name;
  const sheet = { seen, state, who, me, onSeen, onClose: () => setActing(undefined) };
  return (
    <div className={tab.tab}>
      <Link href={list} className={tab.back}>
        <Icon name="back" size={16} />
        {t('approvals.title')}
      </Link>
      <header className={css.top}>
        <h2 className={css.title}>
          <span className={rows.code}>{title}</span>
          <span><RevisionWords of={revisions} /></span>
        </h2>
        <div className={css.facts}>
          <ApprovalState approval={approval} meaning />
          {ballsOf(approval, (ball) => isMine(ball, me)).map((ball) => (
            <BallToken key={ball.party_id} ball={ball} who={who} me={me} />
          ))}
          <Due approval={approval} />
          {due_on && isOpen(approval) && <span className="figures">{t('approvals.needed', { day: times.shortDate(due_on) })}</span>}
        </div>
      </header>
      {done && (
        <p className={css.note} data-good="true" role="status">
          {done}
        </p>
      )}
      {stale && (
        <p className={css.note} data-late="true">
          {t('approvals.kept')}
        </p>
      )}
      {approval.closure && (
        <p className={css.note}>
          <strong>{t(`approvals.moved.${approval.closure.kind as 'returned'}`, { name: closedBy })}</strong>
          {approval.closure.reason && ` — ${approval.closure.reason}`}
        </p>
      )}
      {isOpen(approval) && <Doing seen={seen} me={me} onAct={setActing} onSeen={onSeen} />}
      <Section title={t('approvals.run')}>
        <RunPicture approval={approval} who={who} me={me} />
        <Ruled approval={approval} />
      </Section>
      {walled ? (
        <p className={css.note}>
          <Icon name="lock" size={14} /> {t('approvals.walled')}
        </p>
      ) : (
        <Section title={t('approvals.purpose')}>
          <p className={css.words}>{purpose}</p>
          <p className={`${rows.quiet} figures`}>
            {t('approvals.submitted_by', { party: who.partyName(approval.party_id), name: approval.author.name, at: times.full(approval.created_at) })}
          </p>
        </Section>
      )}
      {deviations.length > 0 && (
        <Section title={t('approvals.deviations')} count={deviations.length}>
          {deviations.map(({ number, body }) => (
            <p key={number} className={css.deviation}>
              <strong className="figures">{number}</strong>
              <span>{body}</span>
            </p>
          ))}
        </Section>
      )}
      <Section title={t('approvals.subjects')} count={revisions.length}>
        <Subjects state={state} approval={approval} me={me} onShow={setShown} />
      </Section>
      {!walled && (
        <>
          <Section title={t('approvals.comments')} count={comments.length}>
            {comments.length === 0 ? (
              <p className={rows.quiet}>{t('approvals.comments_none')}</p>
            ) : (
              <ul className={rows.rows}>
                {comments.map((comment) => (
                  <CommentRow
                    key={comment.id}
                    comment={comment}
                    who={who}
                    me={me}
                    unsent={unsentOf(said, comment.id)}
                    onOpen={({ id, project_id }) => go(addressOf({ project: project_id, kind: 'comment', id }))}
                  />
                ))}
              </ul>
            )}
          </Section>
          <Section title={t('approvals.said')}>
            <Said approval={approval} who={who} />
          </Section>
          <TakeAway approval={approval} code={state.project.code} />
        </>
      )}
      <Suspense>
        {acting === 'decide' && <DecideSheet {...sheet} onDone={finish} onAct={setActing} />}
        {acting && acting !== 'decide' && <ActSheet {...sheet} act={acting} onDone={finish} />}
      </Suspense>
    </div>
  );
}

interface DoingProps {
  seen: Seen;
  me: Me;
  onAct(act: Acting | 'decide'): void;
  onSeen(now: Seen): void;
}

/** What the reader may do: to decide is one tap, all else is behind it. */
function Doing({ seen, me, onAct, onSeen }: DoingProps) {
  const { t } = useTranslation();
  const approval = seen.value;
  const taking = seatsFor('claim_seat', approval, me)[0];
  const answers = seatsFor('respond_approval', approval, me);
  const may = (act: string) => approval.allowed_actions?.includes(act) ?? false;
  const gives = answers.some((seat) => decides(openStep(approval)!.step, seat));
  const asking = seatsFor('ask_advice', approval, me).length > 0;
  const holding = seatsFor('hold_seat', approval, me).length > 0;
  const held = seatsFor('release_seat', approval, me)[0];
  const advises = may('answer_advice') && adviceAsked(approval).some(({ person_id }) => person_id === me.person_id);
  const withdraws = may('withdraw_advice') ? adviceAsked(approval)[0] : undefined;
  // One tap, and no sheet that could tell what has changed: what is there now is shown with the refusal.
  const tapped = useAct(async (key, work: (key: string) => Promise<Seen>) => {
    try {
      onSeen(await work(key));
    } catch (error) {
      if (error instanceof Refusal && error.status === 412) onSeen(await readApproval(approval.id));
      throw error;
    }
  });
  const take = (seat_id: string) => void tapped.run((key) => claim(seen, key, seat_id));
  const more: RareAct[] = [
    ...(asking ? [{ words: t('approvals.aside.ask'), run: () => onAct('ask') }] : []),
    ...(withdraws ? [{ words: t('approvals.aside.withdraw'), run: () => void tapped.run((key) => withdrawAdvice(seen, key, withdraws.id)) }] : []),
    ...(holding ? [{ words: t('approvals.aside.hold'), run: () => onAct('hold') }] : []),
    ...(seatsFor('respond_on_behalf', approval, me).length > 0 ? [{ words: t('approvals.behalf.open'), run: () => onAct('behalf') }] : []),
    ...(held ? [{ words: t('approvals.aside.release'), run: () => void tapped.run((key) => release(seen, key, held.seat_id)) }] : []),
    ...(taking && answers.length > 0 ? [{ words: t('approvals.act.claim'), run: () => take(taking.seat_id) }] : []),
    ...(seatsFor('delegate_seat', approval, me).length > 0 ? [{ words: t('approvals.act.delegate'), run: () => onAct('delegate') }] : []),
    ...(may('skip_step') ? [{ words: t('approvals.act.skip'), takes: true, run: () => onAct('skip') }] : []),
    ...(may('recall_approval') ? [{ words: t('approvals.act.recall'), takes: true, run: () => onAct('recall') }] : []),
  ];
  const returns = seatsFor('return_approval', approval, me).length > 0;
  const confirms = unconfirmed(approval, me) !== undefined;
  const main = answers.length > 0 || taking !== undefined || advises;
  if (!main && more.length === 0) return null;
  return (
    <>
      <Failure of={tapped.failure} />
      <Acts more={main ? more : []}>
        {advises && <ActButton onClick={() => onAct('advise')}>{t('approvals.aside.advise')}</ActButton>}
        {confirms && (
          <>
            <ActButton onClick={() => onAct('confirm')}>{t('approvals.behalf.confirm')}</ActButton>
            <ActButton variant="default" onClick={() => onAct('contradict')}>
              {t('approvals.behalf.contradict')}
            </ActButton>
          </>
        )}
        {answers.length > 0 && !confirms && <ActButton onClick={() => onAct('decide')}>{t(gives ? 'approvals.decide.open' : 'approvals.decide.open_words')}</ActButton>}
        {returns && !confirms && (
          <ActButton variant="default" onClick={() => onAct('return')}>
            {t('approvals.act.return')}
          </ActButton>
        )}
        {taking && answers.length === 0 && (
          <ActButton loading={tapped.busy} onClick={() => take(taking.seat_id)}>
            {t('approvals.act.claim')}
          </ActButton>
        )}
        {!main &&
          more.map(({ words, run }) => (
            <ActButton key={words} variant="default" onClick={() => run?.()}>
              {words}
            </ActButton>
          ))}
      </Acts>
    </>
  );
}
