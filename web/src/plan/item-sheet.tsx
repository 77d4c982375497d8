// One item: what it says, whose turn it is, what waits to be sent, and what the reader may do with it now.
import { Button, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import { useKept, useRoom } from '../access/signed';
import { answer, api, everyPage } from '../api/client';
import type { Question, QuestionAnswer, Snapshot } from '../api/types';
import { nameOf, type Who } from '../rooms/who';
import { usePlain } from '../rooms/titled';
import { addressOf } from '../rooms/targets';
import { CopyAddress } from '../ui/copy-address';
import { DayField } from '../ui/day-field';
import { Failure, Form, Submit } from '../ui/form';
import { Icon } from '../ui/icon';
import { Offline } from '../ui/offline';
import { Sheet } from '../ui/sheet';
import { useTimes } from '../ui/time';
import { BallToken, DueDay, ItemState } from './item-words';
import { OwnerSelect } from './owner-select';
import { PendingNote, pendingOf } from './pending';
import css from './plan.module.css';
import { ballOf, isAsked, isOpen, mayEdit, nextStates, type Me, type Planned } from './turns';
import { useWrite } from './write';
import { changesOf, FIELDS, isOwed, ownerOf, replied, updated, type Given } from './writes';

interface ItemSheetProps {
  state: Snapshot;
  planned: Planned;
  who: Who;
  me: Me;
  onClose(): void;
  /** The way to the message it came from, where the stream is on the screen already. */
  onMessage?: (id: string) => void;
}

export default function ItemSheet(props: ItemSheetProps) {
  const { t } = useTranslation();
  const { state, planned, who, me, onClose } = props;
  const [editing, setEditing] = useState(false);
  const { item } = planned;
  const pending = pendingOf(useRoom(item.project_id).pending, item.id);
  if (editing) return <Edit {...props} onClose={() => setEditing(false)} />;
  return (
    <Sheet title={item.title} onClose={onClose}>
      <div className={css.item}>
        <div className={css.facts}>
          <ItemState planned={planned} />
          <DueDay planned={planned} />
          {ballOf(planned) && <BallToken ball={ballOf(planned)!} who={who} me={me} />}
        </div>
        {item.body && <p className={css.body}>{item.body}</p>}
        {item.message_id && <Source {...props} id={item.message_id} />}
        {item.meeting_id && (
          <Link href={`/projects/${item.project_id}/meetings/${item.meeting_id}`} className={css.meeting}>
            <span>
              {t('thing.meeting')} · {state.meetings?.find((meeting) => meeting.id === item.meeting_id)?.title ?? t('meetings.from')}
            </span>
            <Icon name="next" size={16} />
          </Link>
        )}
        <Facts {...props} />
        {planned.kind === 'question' && <Answers question={planned.item} who={who} />}
        {'reason' in item && item.reason && (
          <p className={css.body}>
            <strong>{t('plan.reason')}</strong> {item.reason}
          </p>
        )}
        {pending.map((entry) => (
          <PendingNote key={entry.id} entry={entry} />
        ))}
        {pending.length === 0 && (
          <>
            {planned.kind === 'question' && isAsked(planned.item, me) && <Reply question={planned.item} onDone={onClose} />}
            <Steps planned={planned} me={me} onDone={onClose} onEdit={() => setEditing(true)} />
          </>
        )}
        <CopyAddress path={addressOf({ project: state.project.id, kind: 'item', id: item.id })} />
      </div>
    </Sheet>
  );
}

/** The message it was made of, and the way there. */
function Source({ state, onClose, onMessage, id }: ItemSheetProps & { id: string }) {
  const { t } = useTranslation();
  const [, go] = useLocation();
  const plain = usePlain();
  const room = useRoom(state.project.id);
  const message = state.messages.find((each) => each.id === id) ?? room.log.findLast((event) => event.message?.id === id)?.message;
  const open = () => {
    onClose();
    if (onMessage) onMessage(id);
    else go(addressOf({ project: state.project.id, kind: 'message', id }));
  };
  return (
    <button type="button" className={css.quote} onClick={open}>
      {message ? `${message.author.name}: ${plain(message)}` : t('plan.from_message')}
    </button>
  );
}

function Facts({ planned, who }: ItemSheetProps) {
  const { t } = useTranslation();
  const times = useTimes();
  const { item } = planned;
  const party = who.partyOf(item.author);
  const owner = isOwed(planned.kind) && 'owner_party_id' in item ? item : undefined;
  const person = owner?.owner_person_id && who.member(owner.owner_person_id)?.name;
  return (
    <dl className={css.list}>
      {owner && isOwed(planned.kind) && (
        <>
          <dt>{t(`plan.owner.${planned.kind}`)}</dt>
          <dd>{[who.partyName(owner.owner_party_id), person].filter(Boolean).join(' · ')}</dd>
        </>
      )}
      <dt>{t('plan.author')}</dt>
      <dd>
        {[party && nameOf(party), item.author.name].filter(Boolean).join(' · ')}{' '}
        <time dateTime={item.created_at}>{times.full(item.created_at)}</time>
      </dd>
    </dl>
  );
}

/** All answers once they are here, else the last one. */
function Answers({ question, who }: { question: Question; who: Who }) {
  const { t } = useTranslation();
  const times = useTimes();
  const path = { question_id: question.id };
  const read = useKept<QuestionAnswer[]>(
    ['answers', question.id, String(question.answer_count)],
    () =>
      everyPage((after) =>
        answer(api.GET('/questions/{question_id}/answers', { params: { path, query: { limit: 200, ...(after ? { after } : {}) } } })),
      ),
    { enabled: question.answer_count > 1 },
  );
  const answers = read.data ?? (question.answer ? [question.answer] : []);
  if (answers.length === 0) return null;
  return (
    <section aria-label={t('plan.answers')}>
      <h2>
        {t('plan.answers')} <span className="figures">{question.answer_count}</span>
      </h2>
      <ol className={css.answers}>
        {answers.map((each) => {
          const party = who.partyOf(each.author);
          return (
            <li key={each.id}>
              <p className={css.by}>
                {[party && nameOf(party), each.author.name].filter(Boolean).join(' · ')}{' '}
                <time dateTime={each.created_at}>{times.full(each.created_at)}</time>
              </p>
              <p className={css.body}>{each.body}</p>
            </li>
          );
        })}
      </ol>
    </section>
  );
}

function Reply({ question, onDone }: { question: Question; onDone(): void }) {
  const { t } = useTranslation();
  const [body, setBody] = useState('');
  const act = useWrite(question.project_id, onDone);
  return (
    <Form onSubmit={() => void act.run(replied(question.id, body))}>
      <Textarea
        label={t('plan.answer')}
        value={body}
        maxLength={2000}
        autosize
        minRows={3}
        maxRows={10}
        onChange={(event) => setBody(event.currentTarget.value)}
        error={act.fault('/body')}
      />
      <Failure of={act.failure} fields={['/body']} />
      <Submit kept busy={act.busy} disabled={!body.trim()}>
        {t('plan.answer_do')}
      </Submit>
    </Form>
  );
}

const REASONED = ['withdrawn', 'adopted', 'declined'];
/** What takes an item away. */
const TAKES = ['withdrawn', 'dropped'];

interface StepsProps {
  planned: Planned;
  me: Me;
  onDone(): void;
  onEdit(): void;
}

/** What may become of the item: one button each, the usual one first; a reason is asked for when it belongs to it. */
function Steps({ planned, me, onDone, onEdit }: StepsProps) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const [asked, setAsked] = useState<string>();
  const steps = nextStates(planned, me);
  const act = useWrite(planned.item.project_id, onDone);
  const step = (state: string) => {
    if (REASONED.includes(state) && asked !== state) return setAsked(state);
    const why = REASONED.includes(state) && reason.trim() ? { reason } : {};
    void act.run(updated(planned, { state, ...why }));
  };
  const edits = isOpen(planned) && mayEdit(planned, me);
  if (steps.length === 0 && !edits) return null;
  const answering = planned.kind === 'question' && isAsked(planned.item, me);
  const shown = asked === undefined ? steps : [asked];
  const look = (state: string) => {
    if (TAKES.includes(state)) return { variant: 'outline', color: 'red' };
    return { variant: state === steps[0] && !answering ? undefined : 'default' };
  };
  return (
    <div className={css.steps}>
      {asked !== undefined && (
        <Textarea
          label={t('plan.reason')}
          description={asked === 'withdrawn' ? t('plan.reason_needed') : undefined}
          value={reason}
          maxLength={2000}
          autosize
          minRows={2}
          maxRows={6}
          autoFocus
          onChange={(event) => setReason(event.currentTarget.value)}
          error={act.fault('/reason')}
        />
      )}
      <Failure of={act.failure} fields={['/reason']} />
      <Offline kept />
      <div className={css.buttons}>
        {edits && asked === undefined && (
          <Button variant="default" onClick={onEdit}>
            {t('plan.edit')}
          </Button>
        )}
        {shown.map((state) => (
          <Button key={state} {...look(state)} loading={act.busy} disabled={asked === 'withdrawn' && !reason.trim()} onClick={() => step(state)}>
            {t(`plan.step.${planned.kind}.${state}` as 'plan.step.action.done')}
          </Button>
        ))}
      </div>
    </div>
  );
}

function Edit({ state, planned, me, onClose }: ItemSheetProps) {
  const { t } = useTranslation();
  const { item, kind } = planned;
  const due = 'due_on' in item ? (item.due_on ?? '') : '';
  const [given, setGiven] = useState<Given>({ title: item.title, body: item.body ?? '', due_on: due, owner: ownerOf(planned) });
  const set = (field: keyof Given) => (value: string) => setGiven((before) => ({ ...before, [field]: value }));
  const act = useWrite(item.project_id, onClose);
  return (
    <Sheet title={t('plan.edit')} onClose={onClose}>
      <Form onSubmit={() => void act.run(updated(planned, changesOf(planned, given)))}>
        <TextInput
          label={t('plan.title')}
          value={given.title}
          maxLength={200}
          onChange={(event) => set('title')(event.currentTarget.value)}
          error={act.fault('/title')}
        />
        <Textarea
          label={t('plan.body')}
          value={given.body}
          maxLength={2000}
          autosize
          minRows={2}
          maxRows={8}
          onChange={(event) => set('body')(event.currentTarget.value)}
          error={act.fault('/body')}
        />
        {isOwed(kind) && (
          <>
            <OwnerSelect
              state={state}
              among={me.leads || kind === 'question' ? undefined : me.parties}
              label={t(`plan.owner.${kind}`)}
              value={given.owner}
              onChange={set('owner')}
              error={act.fault('/owner_party_id') ?? act.fault('/owner_person_id')}
            />
            <DayField label={t(`plan.due.${kind}`)} value={given.due_on} onChange={set('due_on')} error={act.fault('/due_on')} />
          </>
        )}
        <Failure of={act.failure} fields={FIELDS} />
        <Submit kept busy={act.busy} disabled={!given.title.trim()}>
          {t('plan.save')}
        </Submit>
      </Form>
    </Sheet>
  );
}
