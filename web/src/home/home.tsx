// What waits for me, then my projects.
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { may, useClusters, useFirms, useFirmsToConfirm, useProjects, useTurns } from '../access/reads';
import { useNetwork, useSigned } from '../access/signed';
import type { Cluster } from '../api/types';
import { byLiveliness, ProjectRow } from '../projects/project-row';
import { Ball } from '../ui/ball';
import { Mark } from '../ui/mark';
import { Page, Section } from '../ui/page';
import rows from '../ui/rows.module.css';
import { Empty, Shown } from '../ui/states';
import { useTimes } from '../ui/time';
import { MyTurn } from './my-turn';

export default function Home() {
  const { t } = useTranslation();
  const { person } = useSigned();
  const times = useTimes();
  const projects = useProjects();
  const clusters = useClusters();
  const led = (clusters.data ?? []).filter((cluster) => may(cluster, 'invite_firm'));
  return (
    <Page title={t('nav.home')} line={`${person.firm_name} · ${times.day(new Date().toISOString())}`}>
      <Waiting led={led} />
      <Shown read={projects}>
        {(all) => (
          <Section title={t('projects.mine')} count={all.length}>
            {all.length === 0 ? (
              <FirstSteps led={led[0]} />
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

function Waiting({ led }: { led: Cluster[] }) {
  const { t } = useTranslation();
  const { engine } = useSigned();
  const { refused } = useNetwork();
  const toConfirm = useFirmsToConfirm(led);
  const projects = useProjects();
  const turns = useTurns().data ?? [];
  const refusedIn = new Set(
    engine.outbox
      .list()
      .filter((entry) => entry.state === 'refused')
      .map((entry) => entry.project_id),
  );
  const count = toConfirm.length + refusedIn.size + turns.length;
  return (
    <Section title={t('home.waiting')} count={count}>
      {count === 0 ? (
        <p className={rows.row}>{t('home.nothing_waits')}</p>
      ) : (
        <ul className={rows.rows}>
          {turns.map((turn) => (
            <MyTurn key={turn.action?.id ?? turn.question?.id} turn={turn} />
          ))}
          {toConfirm.map(({ firm, cluster }) => (
            <li key={cluster.id + firm.id}>
              <Link href={`/clusters/${cluster.id}`} className={rows.row}>
                <Mark id={firm.id} name={firm.name} side={firm.kind} />
                <span className={rows.words}>
                  <span className={rows.first}>{firm.name}</span>
                  <span className={rows.second}>
                    {led.length > 1 && <span>{cluster.name}</span>}
                    <span>{t('home.firm_accepted')}</span>
                  </span>
                </span>
                <Ball who="" mine />
              </Link>
            </li>
          ))}
          {refused > 0 &&
            (projects.data ?? [])
              .filter((project) => refusedIn.has(project.id))
              .map((project) => (
                <li key={project.id}>
                  <Link href={`/projects/${project.id}`} className={rows.row}>
                    <span className={rows.words}>
                      <span className={rows.first}>
                        <span className={rows.code}>{project.code}</span> {project.name}
                      </span>
                      <span className={rows.second}>{t('home.refused')}</span>
                    </span>
                    <Ball who="" mine />
                  </Link>
                </li>
              ))}
        </ul>
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
