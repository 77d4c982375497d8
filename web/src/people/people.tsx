// Who takes part: the customer's side and the suppliers' side, each party with its people.
import { lazy, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearch } from 'wouter';
import { may, useMembers } from '../access/reads';
import { useSigned } from '../access/signed';
import type { Member, Party, Project } from '../api/types';
import { withTexts } from '../i18n/late';
import { hueKey, nameOf, presentIn } from '../rooms/who';
import type { RoomView } from '../sync/room';
import { Acts } from '../ui/acts';
import { ActButton } from '../ui/form';
import { Mark } from '../ui/mark';
import rows from '../ui/rows.module.css';
import { Loading } from '../ui/states';
import tab from '../ui/tab.module.css';
import css from './people.module.css';

const CharterLink = lazy(() => withTexts(import('../charters/charter-link'), 'charters'));
const AddMember = lazy(() => import('./add-member'));
const AddParty = lazy(() => import('./add-party'));
const MemberSheet = lazy(() => import('./member-sheet'));

const SIDES = ['customer', 'supplier', 'coordinator'] as const;

type Acting = { act: 'add-member' } | { act: 'add-party' } | { act: 'member'; id: string };

export default function People({ room, project }: { room: RoomView; project: Project | undefined }) {
  const { t } = useTranslation();
  const allowed = useMembers(room.id);
  const asked = new URLSearchParams(useSearch()).get('person');
  const [acting, setActing] = useState<Acting>();
  useEffect(() => {
    const member = room.state?.members.find((each) => each.person_id === asked);
    if (member) setActing({ act: 'member', id: member.person_id });
  }, [asked, room.state !== undefined]);
  const close = () => setActing(undefined);
  if (!room.state) return <Loading />;
  const { parties, members } = room.state;
  const rights = new Map((allowed.data ?? []).map((member) => [member.person_id, member.allowed_actions]));
  const chosen = acting?.act === 'member' ? members.find((member) => member.person_id === acting.id) : undefined;
  const addParty = () => setActing({ act: 'add-party' });
  const parts = may(project, 'add_party') ? [{ words: t('people.add_party'), run: addParty }] : [];
  return (
    <div className={tab.tab}>
      {(may(project, 'add_member') || may(project, 'add_party')) && (
        <Acts more={may(project, 'add_member') ? parts : []}>
          {may(project, 'add_member') ? (
            <ActButton onClick={() => setActing({ act: 'add-member' })}>{t('people.add_member')}</ActButton>
          ) : (
            <ActButton onClick={addParty}>{t('people.add_party')}</ActButton>
          )}
        </Acts>
      )}
      <div className={css.charter}>
        <Suspense>
          <CharterLink state={room.state} />
        </Suspense>
      </div>
      <div className={css.sides}>
        {SIDES.filter((side) => parties.some((party) => party.side === side)).map((side) => (
          <section key={side} className={css.side} aria-label={t(`side.${side}`)}>
            <h2>{t(`side.${side}`)}</h2>
            {parties
              .filter((party) => party.side === side)
              .map((party) => (
                <PartyBlock
                  key={party.id}
                  party={party}
                  room={room}
                  members={members
                    .filter((member) => member.party_id === party.id)
                    .map((member) => ({ ...member, allowed_actions: rights.get(member.person_id) }))}
                  onChoose={({ person_id }) => setActing({ act: 'member', id: person_id })}
                />
              ))}
          </section>
        ))}
      </div>
      {acting && (
        <Suspense>
          {acting.act === 'add-member' && <AddMember state={room.state} onClose={close} />}
          {acting.act === 'add-party' && <AddParty state={room.state} onClose={close} />}
          {chosen && <MemberSheet member={{ ...chosen, allowed_actions: rights.get(chosen.person_id) }} party={parties.find((party) => party.id === chosen.party_id)} onClose={close} />}
        </Suspense>
      )}
    </div>
  );
}

interface PartyBlockProps {
  party: Party;
  members: Member[];
  room: RoomView;
  onChoose(member: Member): void;
}

function PartyBlock({ party, members, room, onChoose }: PartyBlockProps) {
  const { t } = useTranslation();
  const { person } = useSigned();
  return (
    <div className={css.party}>
      <div className={css.partyHead}>
        <Mark id={hueKey(party)} name={nameOf(party)} side={party.side} />
        <span>
          <strong>{nameOf(party)}</strong>
          {party.department_name && <small>{party.firm_name}</small>}
        </span>
      </div>
      {members.length === 0 ? (
        <p className={css.none}>{t('people.none')}</p>
      ) : (
        <ul className={rows.rows}>
          {members.map((member) => (
            <li key={member.person_id}>
              <MemberRow member={member} here={presentIn(room, person.id).includes(member.person_id)} onChoose={onChoose} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

interface MemberRowProps {
  member: Member;
  here: boolean;
  onChoose(member: Member): void;
}

function MemberRow({ member, here, onChoose }: MemberRowProps) {
  const { t } = useTranslation();
  const words = (
    <>
      <span className={rows.words}>
        <span className={rows.first}>{member.name}</span>
        {here && <span className={`${rows.second} ${css.here}`}>{t('people.here')}</span>}
      </span>
      <span className={rows.end}>{t(`role.${member.role as 'lead' | 'contributor' | 'approver' | 'observer'}`)}</span>
    </>
  );
  return (
    <button type="button" className={`${rows.row} ${rows.plain}`} onClick={() => onChoose(member)}>
      {words}
    </button>
  );
}
