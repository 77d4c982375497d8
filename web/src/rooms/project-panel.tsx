// What a project is and where it stands: the third pane of a desk, a sheet on a phone.
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { useSigned } from '../access/signed';
import { withTexts } from '../i18n/late';
import type { RoomView } from '../sync/room';
import { usePhaseName } from '../ui/phase-bar';
import { Mark } from '../ui/mark';
import { useTimes } from '../ui/time';
import css from './project-panel.module.css';
import { hueKey, nameOf, presentIn } from './who';

const CharterLink = lazy(() => withTexts(import('../charters/charter-link'), 'charters'));

const SIDES = ['customer', 'supplier', 'coordinator'];

interface ProjectPanelProps {
  room: RoomView;
  /** What the screen beside it shows already is left out. */
  people?: boolean;
  plan?: boolean;
}

export default function ProjectPanel({ room, people = true, plan = true }: ProjectPanelProps) {
  const { t } = useTranslation();
  const times = useTimes();
  const phaseName = usePhaseName();
  const { person } = useSigned();
  const state = room.state;
  if (!state) return null;
  const { project } = state;
  const parties = people
    ? [...state.parties].sort((a, b) => SIDES.indexOf(a.side) - SIDES.indexOf(b.side))
    : [];
  const present = presentIn(room, person.id);
  const here = (id: string) => present.includes(id);
  const known = room.present.length > 0;
  const dates = [project.starts_on, project.due_on].map((day) => (day ? times.date(day) : undefined));
  return (
    <div className={css.panel}>
      {project.summary && <p className={css.summary}>{project.summary}</p>}
      <dl className={css.facts}>
        {dates.some(Boolean) && (
          <>
            <dt>{t('panel.dates')}</dt>
            <dd className="figures">{dates.map((day) => day ?? '…').join(' – ')}</dd>
          </>
        )}
        <dt>{t('panel.record')}</dt>
        <dd className="figures">{t('panel.events', { count: state.as_of_seq })}</dd>
      </dl>
      <div className={css.charter}>
        <Suspense>
          <CharterLink state={state} />
        </Suspense>
      </div>
      {plan && <h2>{t('panel.phases')}</h2>}
      <ol className={css.list}>
        {(plan ? state.phases : []).map((phase) => (
          <li key={phase.id} data-state={phase.state} className={css.phase}>
            <span className={css.piece} aria-hidden="true" />
            <span className={css.grow}>{phaseName(phase)}</span>
            <span className="figures">
              {phase.state === 'running' && phase.progress > 0
                ? t('panel.progress', { percent: phase.progress })
                : t(`phase_state.${phase.state as 'planned' | 'running' | 'done'}`)}
            </span>
          </li>
        ))}
      </ol>
      {people && <h2>{t('room.people')}</h2>}
      {parties.map((party) => {
        const members = state.members.filter((member) => member.party_id === party.id);
        return (
          <div key={party.id} className={css.party}>
            <div className={css.partyHead}>
              <Mark size="small" id={hueKey(party)} name={nameOf(party)} side={party.side} />
              <span className={css.grow}>{nameOf(party)}</span>
              <span className={css.side}>{t(`side.${party.side as 'customer' | 'supplier' | 'coordinator'}`)}</span>
            </div>
            <ul>
              {members.map((member) => (
                <li key={member.person_id} className={css.member}>
                  <span className={css.here} data-known={known} data-here={here(member.person_id)} aria-hidden="true" />
                  <span className={css.grow}>
                    {member.name}
                    {here(member.person_id) && <span className="visually-hidden"> {t('people.here')}</span>}
                  </span>
                  <span className={css.side}>{t(`role.${member.role as 'lead' | 'contributor' | 'approver' | 'observer'}`)}</span>
                </li>
              ))}
            </ul>
          </div>
        );
      })}
    </div>
  );
}
