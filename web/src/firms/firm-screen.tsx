// A firm: its departments, its people, and who was invited.
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { coming, may, useDepartments, useFirm, useInvitations, usePeople } from '../access/reads';
import { answer, api } from '../api/client';
import type { Department, Firm, Person } from '../api/types';
import { CopyLink } from '../ui/copy-link';
import { ActButton } from '../ui/form';
import { Page, Section } from '../ui/page';
import rows from '../ui/rows.module.css';
import { Empty, Loading, Shown } from '../ui/states';
import { StateWord, type State } from '../ui/state-word';
import { useTimes } from '../ui/time';
import { DepartmentList } from './departments';

const FirmProfile = lazy(() => import('./firm-profile'));
const InvitePerson = lazy(() => import('./invite-person'));
const UnsentMail = lazy(() => import('./unsent-mail'));
const PersonSheet = lazy(() => import('./person-sheet'));

export default function FirmScreen({ id }: { id: string }) {
  const { t } = useTranslation();
  const firm = useFirm(id);
  const departments = useDepartments(id);
  const [inviting, setInviting] = useState(false);
  const [editing, setEditing] = useState(false);
  const invites = may(firm.data, 'invite_person');
  // The parts come together: one that came later would move those below it.
  const parts = [departments, usePeople(id), useInvitations(id, invites)];
  const waits = parts.some(coming);
  return (
    <Page
      title={firm.data?.name ?? t('word.firm')}
      line={firm.data?.business_number ?? t('firm.line')}
      back={{ to: '/firms', label: t('nav.firms') }}
      act={invites && <ActButton onClick={() => setInviting(true)}>{t('firm.invite')}</ActButton>}
    >
      <Shown read={firm}>
        {(known) =>
          waits ? (
            <Loading rows={6} />
          ) : (
            <>
              <People firm={known} departments={departments.data ?? []} />
              <Section title={t('firm.departments')} count={departments.data?.length}>
                <Shown read={departments} rows={2}>
                  {(all) => <DepartmentList firm={known} departments={all} />}
                </Shown>
              </Section>
              {may(known, 'update_firm') && (
                <Section
                  title={t('firm.profile')}
                  act={
                    <ActButton variant="default" onClick={() => setEditing(true)}>
                      {t('firm.edit')}
                    </ActButton>
                  }
                >
                  <div className={rows.row}>
                    <span className={rows.words}>
                      <span className={rows.first}>{known.name}</span>
                      <span className={rows.second}>{known.business_number ?? t('firm.no_number')}</span>
                    </span>
                  </div>
                </Section>
              )}
              {invites && <Invitations firmId={id} />}
              {may(known, 'list_mail_failures') && (
                <Suspense fallback={null}>
                  <UnsentMail firmId={id} />
                </Suspense>
              )}
            </>
          )
        }
      </Shown>
      {editing && firm.data && (
        <Suspense>
          <FirmProfile known={firm.data} onClose={() => setEditing(false)} />
        </Suspense>
      )}
      {inviting && (
        <Suspense>
          <InvitePerson firmId={id} departments={departments.data ?? []} onClose={() => setInviting(false)} />
        </Suspense>
      )}
    </Page>
  );
}

function People({ firm, departments }: { firm: Firm; departments: Department[] }) {
  const { t } = useTranslation();
  const people = usePeople(firm.id);
  const [chosen, setChosen] = useState<Person>();
  return (
    <Section title={t('firm.people')} count={people.data?.length}>
      <Shown read={people}>
        {(all) =>
          all.length === 0 ? (
            <Empty title={t('firm.nobody')}>{t('firm.nobody_words')}</Empty>
          ) : (
            <ul className={rows.rows}>
              {all.map((person) => (
                <PersonRow key={person.id} person={person} departments={departments} onChoose={() => setChosen(person)} />
              ))}
            </ul>
          )
        }
      </Shown>
      {chosen && (
        <Suspense>
          <PersonSheet person={chosen} departments={departments} onClose={() => setChosen(undefined)} />
        </Suspense>
      )}
    </Section>
  );
}

interface PersonRowProps {
  person: Person;
  departments: Department[];
  onChoose(): void;
}

function PersonRow({ person, departments, onChoose }: PersonRowProps) {
  const { t } = useTranslation();
  const units = departments.filter((unit) => person.department_ids.includes(unit.id)).map((unit) => unit.name);
  const words = (
    <>
      <span className={rows.words}>
        <span className={rows.first}>{person.name}</span>
        <span className={rows.second}>
          <span>{units.length > 0 ? units.join(', ') : t('firm.no_department')}</span>
          {person.email && <span>{person.email}</span>}
        </span>
      </span>
      <span className={rows.end}>
        <span>{t(`firm_role.${person.role as 'admin' | 'member'}`)}</span>
        {person.status !== 'active' && <StateWord state={person.status as State} />}
      </span>
    </>
  );
  return (
    <li>
      {may(person, 'update_person') ? (
        <button type="button" className={`${rows.row} ${rows.plain}`} onClick={onChoose}>
          {words}
        </button>
      ) : (
        <div className={rows.row}>{words}</div>
      )}
    </li>
  );
}

function Invitations({ firmId }: { firmId: string }) {
  const { t } = useTranslation();
  const times = useTimes();
  const read = useInvitations(firmId, true);
  const open = (read.data ?? []).filter((invitation) => invitation.status === 'sent');
  return (
    <Section title={t('firm.invitations')} count={read.data && open.length}>
      {open.length === 0 ? (
        <Shown read={read} rows={1}>
          {() => <p className={rows.quiet}>{t('firm.no_invitations')}</p>}
        </Shown>
      ) : (
        <ul className={rows.rows}>
          {open.map((invitation) => (
            <li key={invitation.invitation_id} className={rows.row} style={{ flexWrap: 'wrap' }}>
              <span className={rows.words}>
                <span className={rows.first}>{invitation.email}</span>
                <span className={rows.second}>
                  <StateWord state="sent" />
                  <span>{t('invite.until', { at: times.full(invitation.expires_at) })}</span>
                </span>
              </span>
              <span className={rows.acts}>
                <CopyLink
                  label={invitation.email}
                  fetch={() =>
                    answer(
                      api.GET('/firms/{firm_id}/invitations/{invitation_id}/link', {
                        params: { path: { firm_id: firmId, invitation_id: invitation.invitation_id } },
                      }),
                    )
                  }
                />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
