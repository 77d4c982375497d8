// Words of the reader that the server has not acknowledged: in their place, and said to be so.
import { useTranslation } from 'react-i18next';
import { useNetwork, useSigned } from '../access/signed';
import { mayHelp } from '../sync/outbox';
import { FirmMark } from '../ui/firm-mark';
import { Mark } from '../ui/mark';
import { useTimes } from '../ui/time';
import { draftOf } from './drafts';
import css from './stream.module.css';
import { Words } from './stream-row';
import type { Row } from './timeline';
import { hueKey, nameOf, type Who } from './who';

interface UnsentProps {
  row: Extract<Row, { kind: 'unsent' }>;
  who: Who;
  onJump(messageId: string): void;
}

export function Unsent({ row, who, onJump }: UnsentProps) {
  const times = useTimes();
  const { engine, person } = useSigned();
  const { entry } = row;
  const party = who.party(who.member(person.id)?.party_id ?? '');
  const edit = async () => {
    if (!(await engine.outbox.discard(entry.id))) return;
    draftOf(entry.project_id, person.id).set({ body: entry.message.body, audience: entry.message.audience });
  };
  return (
    <li className={`${css.message} ${css.unsent}`} id={`row-${entry.id}`} data-unsent={entry.state} data-continued={row.continued}>
      {!row.continued && (
        <>
          {party ? <Mark id={hueKey(party)} name={nameOf(party)} side={party.side} /> : <FirmMark id={person.firm_id} name={person.firm_name} />}
          <div className={css.head}>
            <span className={css.author}>{person.name}</span>
            {party && <span className={css.party}>{nameOf(party)}</span>}
            <time className={css.clock} dateTime={entry.written_at}>
              {times.clock(entry.written_at)}
            </time>
          </div>
        </>
      )}
      <Words message={entry.message} quoted={row.quoted} who={who} onJump={onJump} />
      <UnsentState row={row} onEdit={edit} />
    </li>
  );
}

function UnsentState({ row, onEdit }: { row: UnsentProps['row']; onEdit(): void }) {
  const { t } = useTranslation();
  const { engine } = useSigned();
  const { online, phase } = useNetwork();
  const { entry } = row;
  if (entry.state === 'sent') return null;
  if (entry.state === 'refused') {
    return (
      <>
        <span className={css.why} role="alert">
          <strong className={css.state} data-state="refused">
            {entry.problem?.title}
          </strong>
          <span>{entry.problem?.errors?.map((each) => each.detail).join(' ') || entry.problem?.detail}</span>
        </span>
        <span className={css.state}>
          <button type="button" className={css.fold} onClick={onEdit}>
            {t('unsent.edit')}
          </button>
          {mayHelp(entry.problem) && (
            <button type="button" className={css.fold} onClick={() => void engine.outbox.retry(entry.id)}>
              {t('unsent.retry')}
            </button>
          )}
          <button type="button" className={css.fold} onClick={() => void engine.outbox.discard(entry.id)}>
            {t('unsent.discard')}
          </button>
        </span>
      </>
    );
  }
  const away = !online || phase === 'waiting' || entry.attempts > 1;
  return (
    <span className={css.state} data-state={away ? 'away' : 'sending'}>
      {away ? t('unsent.not_yet') : t('unsent.sending')}
      {entry.attempts === 0 && away && (
        <button type="button" className={css.fold} onClick={onEdit}>
          {t('unsent.edit')}
        </button>
      )}
    </span>
  );
}
