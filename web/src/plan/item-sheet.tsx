// One item: what it says, whose turn it is, and what the reader may do with it now.
import { Button, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useKept, useNetwork } from '../access/signed';
import { answer, api, everyPage } from '../api/client';
import type { Question, QuestionAnswer, Snapshot } from '../api/types';
import { nameOf, type Who } from '../rooms/who';
import { newId } from '../sync/ids';
import { Failure, Form, Submit, useAct } from '../ui/form';
import { Sheet } from '../ui/sheet';
import { useTimes } from '../ui/time';
import { BallToken, DueDay, ItemState } from './item-words';
import { OwnerSelect } from './owner-select';
import { Offline } from './plan';
import css from './plan.module.css';
import { ballOf, isAsked, isOpen, mayEdit, nextStates, type Me, type Planned } from './turns';
import { changesOf, FIELDS, isOwed, ownerOf, reply, update, type Given } from './writes';

interface ItemSheetProps {
  state: Snapshot;
  planned: Planned;
  who: Who;
  me: Me;
  onClose(): void;
}

export default function ItemSheet(props: ItemSheetProps) {
  const { t } = useTranslation();
  const { online } = useNetwork();
  const { state, planned, who, me, onClose } = props;
  const [editing, setEditing] = useState(false);
  const { item } = planned;
  const message = state.messages.find((each) => each.id === item.message_id);
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
        {item.message_id && (
          <blockquote className={css.quote}>
            {message ? `${message.author.name}: ${message.body}` : t('plan.from_message')}
          </blockquote>
        )}
        {item.meeting_id && (
          <Link href={`/projects/${item.project_id}/meetings/${item.meeting_id}`} className={css.meeting}>
            {state.meetings?.find((meeting) => meeting.id === item.meeting_id)?.title ?? t('meetings.from')}
          </Link>
        )}
        <Facts {...props} />
        {planned.kind === 'question' && <Answers question={planned.item} who={who} />}
        {'reason' in item && item.reason && (
          <p className={css.body}>
            <strong>{t('plan.reason')}</strong> {item.reason}
          </p>
        )}
        {planned.kind === 'question' && isAsked(planned.item, me) && <Reply question={planned.item} onDone={onClose} />}
        <Steps planned={planned} me={me} onDone={onClose} />
        {isOpen(planned) && mayEdit(planned, me) && (
          <Button variant="default" disabled={!online} onClick={() => setEditing(true)}>
            {t('plan.edit')}
          </Button>
        )}
        <Offline />
      </div>
    </Sheet>
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
  const { online } = useNetwork();
  const [id] = useState(() => newId());
  const [body, setBody] = useState('');
  const act = useAct(async (key) => {
    await reply(question.id, id, key, body);
    onDone();
  });
  return (
    <Form onSubmit={() => void act.run(body)}>
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
      <Submit busy={act.busy} disabled={!online || !body.trim()}>
        {t('plan.answer_do')}
      </Submit>
    </Form>
  );
}

const REASONED = ['withdrawn', 'adopted', 'declined'];

/** What may become of the item: one button each, the usual one first; a reason where one belongs to it. */
function Steps({ planned, me, onDone }: { planned: Planned; me: Me; onDone(): void }) {
  const { t } = useTranslation();
  const { online } = useNetwork();
  const [reason, setReason] = useState('');
  const steps = nextStates(planned, me);
  const act = useAct(async (key, state: string) => {
    const why = REASONED.includes(state) && reason.trim() ? { reason } : {};
    await update(planned, key, { state, ...why });
    onDone();
  });
  if (steps.length === 0) return null;
  const answering = planned.kind === 'question' && isAsked(planned.item, me);
  return (
    <div className={css.steps}>
      {steps.some((state) => REASONED.includes(state)) && (
        <Textarea
          label={t('plan.reason')}
          description={steps.includes('withdrawn') ? t('plan.reason_needed') : undefined}
          value={reason}
          maxLength={2000}
          autosize
          minRows={1}
          maxRows={6}
          onChange={(event) => setReason(event.currentTarget.value)}
          error={act.fault('/reason')}
        />
      )}
      <Failure of={act.failure} fields={['/reason']} />
      <div className={css.buttons}>
        {steps.map((state, at) => (
          <Button
            key={state}
            variant={at === 0 && !answering ? undefined : 'default'}
            loading={act.busy}
            disabled={!online || (state === 'withdrawn' && !reason.trim())}
            onClick={() => void act.run(state, reason)}
          >
            {t(`plan.step.${planned.kind}.${state}` as 'plan.step.action.done')}
          </Button>
        ))}
      </div>
    </div>
  );
}

function Edit({ state, planned, me, onClose }: ItemSheetProps) {
  const { t } = useTranslation();
  const { online } = useNetwork();
  const { item, kind } = planned;
  const due = 'due_on' in item ? (item.due_on ?? '') : '';
  const [given, setGiven] = useState<Given>({ title: item.title, body: item.body ?? '', due_on: due, owner: ownerOf(planned) });
  const set = (field: keyof Given) => (value: string) => setGiven((before) => ({ ...before, [field]: value }));
  const act = useAct(async (key) => {
    await update(planned, key, changesOf(planned, given));
    onClose();
  });
  return (
    <Sheet title={t('plan.edit')} onClose={onClose}>
      <Form onSubmit={() => void act.run(given)}>
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
            <TextInput
              type="date"
              label={t(`plan.due.${kind}`)}
              value={given.due_on}
              onChange={(event) => set('due_on')(event.currentTarget.value)}
              error={act.fault('/due_on')}
            />
          </>
        )}
        <Failure of={act.failure} fields={FIELDS} />
        <Offline />
        <Submit busy={act.busy} disabled={!online || !given.title.trim()}>
          {t('plan.save')}
        </Submit>
      </Form>
    </Sheet>
  );
}
