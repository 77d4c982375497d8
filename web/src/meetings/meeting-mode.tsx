// While people talk: one thumb writes down what is decided, owed, asked and proposed.
import { Button } from '@mantine/core';
import { lazy, Suspense, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useNetwork } from '../access/signed';
import type { Meeting, Snapshot } from '../api/types';
import { mayWrite, type Kind, type Me, type Planned } from '../plan/turns';
import { DueDay, ItemState, KindShape } from '../plan/item-words';
import { hueKey, nameOf, presentIn, type Who } from '../rooms/who';
import type { RoomView } from '../sync/room';
import { Mark } from '../ui/mark';
import { Section } from '../ui/page';
import rows from '../ui/rows.module.css';
import css from './meetings.module.css';
import { NOTED, notesOf } from './states';

const CloseMeeting = lazy(() => import('./close-meeting'));
const WriteSheet = lazy(() => import('../plan/write-sheet'));

interface MeetingModeProps {
  room: RoomView;
  state: Snapshot;
  who: Who;
  meeting: Meeting;
  organizes: boolean;
  me: Me;
  agenda: ReactNode;
}

export default function MeetingMode({ room, state, who, meeting, organizes, me, agenda }: MeetingModeProps) {
  const { t } = useTranslation();
  const { online } = useNetwork();
  const [acting, setActing] = useState<Kind | 'close'>();
  const present = presentIn(room, me.person_id);
  // Who was here at any time since this screen was opened was there.
  const seen = useRef(new Set<string>());
  for (const id of present) seen.current.add(id);
  const notes = notesOf(state, meeting.id);
  const kinds = NOTED.filter((kind) => mayWrite(kind, me));
  const close = () => setActing(undefined);
  return (
    <>
      <Section title={t('meetings.notes')} count={notes.length}>
        {notes.length === 0 ? (
          <p className={css.none}>{t(kinds.length > 0 ? 'meetings.no_notes_write' : 'meetings.no_notes')}</p>
        ) : (
          <ol className={rows.rows} aria-live="polite">
            {notes.map((planned) => (
              <Note key={planned.item.id} planned={planned} who={who} />
            ))}
          </ol>
        )}
      </Section>
      {agenda}
      <Section title={t('meetings.here')} count={present.length}>
        <p className={css.present}>
          {present.length === 0 && <span className={css.none}>{t('meetings.nobody_here')}</span>}
          {present.map((id) => {
            const member = who.member(id);
            const party = member && who.party(member.party_id);
            return (
              member && (
                <span key={id} className={css.person}>
                  {party && <Mark size="small" id={hueKey(party)} name={nameOf(party)} side={party.side} />}
                  {member.name}
                </span>
              )
            );
          })}
        </p>
      </Section>
      {(kinds.length > 0 || organizes) && (
        <div className={css.thumb} data-bar="covered">
          {kinds.length > 0 && (
            <div className={css.buttons} role="group" aria-label={t('meetings.write')}>
              {kinds.map((kind) => (
                <button key={kind} type="button" className={css.noteButton} disabled={!online} onClick={() => setActing(kind)}>
                  <KindShape kind={kind} />
                  {t(`plan.kind.${kind}`)}
                </button>
              ))}
            </div>
          )}
          {organizes && (
            <Button fullWidth size="md" disabled={!online} onClick={() => setActing('close')}>
              {t('meetings.close')}
            </Button>
          )}
        </div>
      )}
      <Suspense>
        {acting === 'close' && <CloseMeeting seen={[...seen.current]} state={state} meeting={meeting} onClose={close} />}
        {acting && acting !== 'close' && <WriteSheet key={acting} state={state} me={me} from={{ kind: acting, origin: { meeting_id: meeting.id } }} isChosen onClose={close} />}
      </Suspense>
    </>
  );
}

function Note({ planned, who }: { planned: Planned; who: Who }) {
  const { item } = planned;
  const owner = 'owner_party_id' in item ? [who.partyName(item.owner_party_id), item.owner_person_id && who.member(item.owner_person_id)?.name] : [];
  return (
    <li className={rows.row}>
      <span className={rows.words}>
        <span className={rows.first}>{item.title}</span>
        <span className={rows.second}>
          <ItemState planned={planned} />
          {owner.some(Boolean) && <span>{owner.filter(Boolean).join(' · ')}</span>}
          <DueDay planned={planned} />
        </span>
      </span>
    </li>
  );
}
