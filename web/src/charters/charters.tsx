// The charter of a project on one page: what holds, what is proposed and how it differs, who has signed, and what was before.
import { useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useKept, useSigned } from '../access/signed';
import type { Charter, Snapshot } from '../api/types';
import { withTexts } from '../i18n/late';
import { meIn } from '../plan/turns';
import type { RoomView } from '../sync/room';
import { Acts } from '../ui/acts';
import { ActButton } from '../ui/form';
import { useOnline } from '../ui/online';
import { Section } from '../ui/page';
import { Empty, Loading, Trouble } from '../ui/states';
import tab from '../ui/tab.module.css';
import { useTimes } from '../ui/time';
import css from './charters.module.css';
import { Changes, Clauses } from './clauses';
import { Signers } from './signers';
import { inForce, missing, newest, openProposal, past } from './stand';
import { chartersOf, readCharter, type Seen } from './writes';

const ProposeForm = lazy(() => import('./propose-form'));
const SignSheet = lazy(() => withTexts(import('./sign-sheet'), 'passkeys'));

export default function Charters({ room }: { room: RoomView }) {
  if (!room.state) return <Loading rows={8} />;
  return <Page state={room.state} />;
}

function Page({ state }: { state: Snapshot }) {
  const { t } = useTranslation();
  const { person } = useSigned();
  const queries = useQueryClient();
  const project = state.project.id;
  const [writing, setWriting] = useState(false);
  const [done, setDone] = useState<string>();
  const read = useKept<Charter[]>(['charters', project], () => chartersOf(project), { every: 60_000 });
  const online = useOnline();
  const begun = useRef(false);
  const heard = state.charters ?? [];
  const all = newest(read.data ?? [], heard);
  const [held, open] = [inForce(all), openProposal(all)];
  const me = meIn(state, person.id);
  const ours = state.parties.find(({ firm_id }) => firm_id === person.firm_id)?.side;
  const leads = me.leads && ours !== 'coordinator';
  // What the room holds is enough to read; of what was before, only the list knows.
  if (read.data === undefined && heard.length === 0) return read.error ? <Trouble of={read.error} again={() => void read.refetch()} /> : <Loading rows={8} />;
  // What was kept may be of before a proposal: nothing moves under who has begun to read.
  if (!begun.current && online && !read.isFetchedAfterMount && !read.isError) return <Loading rows={8} />;
  begun.current = true;
  const news = () => {
    void queries.invalidateQueries({ queryKey: ['charters', project] });
    void queries.invalidateQueries({ queryKey: ['charter'] });
  };
  if (writing) {
    const finish = () => {
      setWriting(false);
      setDone(t('charters.form.proposed'));
      news();
    };
    return (
      <Suspense fallback={<Loading rows={8} />}>
        <ProposeForm project_id={project} from={open ?? held} open={open} onDone={finish} onStale={news} onClose={() => setWriting(false)} />
      </Suspense>
    );
  }
  const write = () => {
    setDone(undefined);
    setWriting(true);
  };
  return (
    <div className={`${tab.tab} ${css.page}`}>
      {done && (
        <p className={css.note} data-good="true" role="status">
          {done}
        </p>
      )}
      {read.isError && <p className={css.note}>{t('charters.kept')}</p>}
      {!held && !open && (
        <Empty title={t('charters.none_title')} act={leads ? <ActButton onClick={write}>{t('charters.none_do')}</ActButton> : undefined}>
          {t('charters.none_words')} {!leads && t('charters.none_wait')}
        </Empty>
      )}
      {open && (
        <Proposal
          key={open.id}
          charter={open}
          held={held}
          state={state}
          leads={leads}
          onWrite={write}
          onDone={(words) => {
            setDone(words);
            news();
          }}
        />
      )}
      {held && <Held charter={held} state={state} onWrite={leads && !open ? write : undefined} />}
      {past(all).length > 0 && <History all={past(all)} />}
    </div>
  );
}

interface HeldProps {
  charter: Charter;
  state: Snapshot;
  onWrite: (() => void) | undefined;
}

function Held({ charter, state, onWrite }: HeldProps) {
  const { t } = useTranslation();
  const times = useTimes();
  return (
    <>
      <header className={css.top}>
        <h2 className={css.title}>{t('charters.one', { number: charter.number })}</h2>
        <p className={css.state} data-state="in_force">
          {t('charters.since', { day: times.date(times.dayKey(charter.in_force_at ?? charter.created_at)) })}
        </p>
      </header>
      {onWrite && (
        <Acts>
          <ActButton variant="default" onClick={onWrite}>
            {t('charters.change_do')}
          </ActButton>
        </Acts>
      )}
      <Section title={t('charters.now')}>
        <Clauses terms={charter.terms} />
      </Section>
      <Section title={t('charters.signers')}>
        <Signers charter={charter} state={state} />
      </Section>
    </>
  );
}

interface ProposalProps {
  charter: Charter;
  held: Charter | undefined;
  state: Snapshot;
  leads: boolean;
  onWrite(): void;
  onDone(words: string): void;
}

function Proposal({ charter: heard, held, state, leads, onWrite, onDone }: ProposalProps) {
  const { t } = useTranslation();
  const times = useTimes();
  const { person } = useSigned();
  const [acting, setActing] = useState<'sign' | 'reject'>();
  const read = useKept<Seen>(['charter', heard.id], () => readCharter(heard.id), { enabled: leads });
  const { refetch } = read;
  const seen = read.data;
  const known = seen?.value.version ?? 0;
  // Who has signed comes with the room; what the reader may do is told to them alone.
  useEffect(() => {
    if (known > 0 && heard.version > known) void refetch();
  }, [heard.version, known, refetch]);
  const charter = seen && seen.value.version >= heard.version ? seen.value : heard;
  const may = (act: string) => seen?.value.allowed_actions?.includes(act) ?? false;
  const signer = charter.signers.find(({ firm_id }) => firm_id === person.firm_id);
  const finish = (after: Seen) => {
    const words = acting === 'reject' ? 'charters.reject.done' : after.value.state === 'in_force' ? 'charters.sign.done_in_force' : 'charters.sign.done';
    setActing(undefined);
    onDone(t(words));
  };
  const more = [
    { words: t('charters.change_do'), run: onWrite },
    ...(may('reject_charter') ? [{ words: t('charters.reject.open'), takes: true, run: () => setActing('reject') }] : []),
  ];
  return (
    <>
      <header className={css.top}>
        <h2 className={css.title}>
          {t('charters.proposal')} · {t('charters.edition', { number: charter.number })}
        </h2>
        <p className={css.state} data-state="proposed" data-mine={may('sign_charter')}>
          {may('sign_charter') ? t('charters.my_turn') : t('charters.waits', { firms: missing(charter).map(({ firm_name }) => firm_name).join(', ') })}
        </p>
        <p className={css.quiet}>{t('charters.proposed_by', { name: charter.author.name, at: times.full(charter.created_at) })}</p>
        {charter.note && <p className={css.reason}>{charter.note}</p>}
      </header>
      {leads && (
        <Acts more={may('sign_charter') ? more : []}>
          {may('sign_charter') ? (
            <ActButton onClick={() => setActing('sign')}>{t('charters.sign.open')}</ActButton>
          ) : (
            more.map(({ words, run }) => (
              <ActButton key={words} variant="default" onClick={run}>
                {words}
              </ActButton>
            ))
          )}
        </Acts>
      )}
      <Section title={t(held ? 'charters.changes' : 'charters.proposal')}>
        {held ? (
          <Changes before={held.terms} after={charter.terms} />
        ) : (
          <>
            <p className={css.lead}>{t('charters.first')}</p>
            <Clauses terms={charter.terms} />
          </>
        )}
      </Section>
      <Section title={t('charters.signers')}>
        <Signers charter={charter} state={state} />
      </Section>
      {acting && seen && (
        <Suspense>
          <SignSheet act={acting} seen={seen} signer={signer} onDone={finish} onStale={() => void refetch()} onClose={() => setActing(undefined)} />
        </Suspense>
      )}
    </>
  );
}

function History({ all }: { all: readonly Charter[] }) {
  const { t } = useTranslation();
  const times = useTimes();
  const day = (at: string | undefined) => (at === undefined ? '' : times.date(times.dayKey(at)));
  return (
    <Section title={t('charters.history')} count={all.length}>
      {all.map((charter) => (
        <details key={charter.id} className={css.past}>
          <summary>
            <strong>{t('charters.edition', { number: charter.number })}</strong>
            <span className={css.quiet}>
              {charter.in_force_at ? t('charters.until', { from: day(charter.in_force_at), to: day(charter.closed_at) }) : t(`charters.state.${charter.state as 'dropped'}`)}
            </span>
          </summary>
          {charter.closure && (
            <p className={css.lead}>
              {t(`charters.closure.${charter.closure.kind as 'rejected'}`, { name: charter.closure.author.name })}
              {charter.closure.reason && ` — ${charter.closure.reason}`}
            </p>
          )}
          <Clauses terms={charter.terms} />
        </details>
      ))}
    </Section>
  );
}
