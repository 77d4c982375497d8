// What waits for me, then my projects.
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useFirms, useProjects } from '../access/reads';
import { useSigned } from '../access/signed';
import type { Cluster } from '../api/types';
import { byLiveliness, ProjectRow } from '../projects/project-row';
import { Icon } from '../ui/icon';
import { Page, Section } from '../ui/page';
import rows from '../ui/rows.module.css';
import { Empty, Loading, Shown, Trouble } from '../ui/states';
import { useTimes } from '../ui/time';
import { byDay, useWaiting, type Waiting } from './waiting';
import { ApprovalTurnRow, CharterTurnRow, CommentTurnRow, ConfirmRow, PageRow, RefusedRow, TurnRow } from './waiting-rows';
import css from './waiting-rows.module.css';

const MOST_TURNS = 5;

export default function Home() {
  const { t } = useTranslation();
  const { person } = useSigned();
  const times = useTimes();
  const projects = useProjects();
  const waiting = useWaiting();
  const line = `${person.firm_name} · ${times.day(new Date().toISOString())}`;
  // What stands first comes first: projects that were there before it would be pushed down.
  if (waiting.coming) {
    return (
      <Page kept title={t('nav.home')} line={line}>
        <Loading rows={6} />
      </Page>
    );
  }
  // Both come from one server: what hinders both is said once.
  if (projects.error && waiting.read.error && !projects.data && !waiting.read.data) {
    return (
      <Page kept title={t('nav.home')} line={line}>
        <Trouble of={projects.error} again={() => void Promise.all([projects.refetch(), waiting.read.refetch()])} />
      </Page>
    );
  }
  return (
    <Page kept title={t('nav.home')} line={line}>
      <Waits waiting={waiting} />
      <Shown read={projects}>
        {(all) => (
          <Section title={t('projects.mine')} count={all.length}>
            {all.length === 0 ? (
              <FirstSteps led={waiting.led[0]} />
            ) : (
              <ul className={rows.rows}>
                {[...all].sort(byLiveliness).map((project) => (
                  <ProjectRow key={project.id} project={project} />
                ))}
              </ul>
            )}
          </Section>
        )}
      </Shown>
    </Page>
  );
}

/** The most pressing of it; all of it is a screen of its own. */
function Waits({ waiting: { turns, approvals, handed, pages, comments, handedComments, charters, toConfirm, refused, led, count, read } }: { waiting: Waiting }) {
  const { t } = useTranslation();
  const times = useTimes();
  const dated = byDay(turns, approvals, times.dayKey);
  const first = dated.slice(0, MOST_TURNS);
  const few = Math.max(1, MOST_TURNS - first.length);
  return (
    <Section title={t('home.waiting')} count={read.data && count}>
      {count + handed.length + handedComments.length === 0 ? (
        <Shown read={read} rows={2}>
          {() => <p className={rows.row}>{t('home.nothing_waits')}</p>}
        </Shown>
      ) : (
        <ul className={rows.rows}>
          {first.map(({ turn, seat }) =>
            seat ? <ApprovalTurnRow key={seat.seat_id + seat.kind} turn={seat} /> : <TurnRow key={turn.action?.id ?? turn.question?.id} turn={turn} />,
          )}
          {handed.slice(0, MOST_TURNS - first.length).map((turn) => (
            <TurnRow key={turn.action?.id ?? turn.question?.id} turn={turn} handed />
          ))}
          {comments.slice(0, few).map((turn) => (
            <CommentTurnRow key={turn.comment.id} turn={turn} />
          ))}
          {handedComments.slice(0, Math.max(0, few - comments.length)).map((turn) => (
            <CommentTurnRow key={turn.comment.id} turn={turn} handed />
          ))}
          {charters.map((turn) => (
            <CharterTurnRow key={turn.charter_id} turn={turn} />
          ))}
          {pages.map((turn) => (
            <PageRow key={turn.meeting.id} turn={turn} />
          ))}
          {toConfirm.map(({ firm, cluster }) => (
            <ConfirmRow key={cluster.id + firm.id} firm={firm} cluster={cluster} named={led.length > 1} />
          ))}
          {refused.map((project) => (
            <RefusedRow key={project.id} project={project} />
          ))}
        </ul>
      )}
      {(dated.length > first.length || comments.length > few) && (
        <Link href="/turn" className={css.more}>
          {t('turn.all')}
          <Icon name="next" size={16} />
        </Link>
      )}
    </Section>
  );
}

function FirstSteps({ led }: { led: Cluster | undefined }) {
  const { t } = useTranslation();
  const firms = useFirms(led?.id);
  if (!led) return <Empty title={t('projects.none')}>{t('projects.none_wait')}</Empty>;
  const confirmed = (firms.data ?? []).filter((firm) => firm.status === 'confirmed' && firm.kind !== 'coordinator');
  if (confirmed.length < 2) {
    return (
      <Empty title={t('projects.none')} act={<Link href={`/clusters/${led.id}`}>{t('create.to_cluster')}</Link>}>
        {t('create.no_firms_words')}
      </Empty>
    );
  }
  return (
    <Empty title={t('projects.none')} act={<Link href="/projects/new">{t('projects.create')}</Link>}>
      {t('projects.none_create')}
    </Empty>
  );
}
