// What one may do with a message: make something of the plan from it, answer, react, copy, change, delete.
import { TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNetwork, useSigned } from '../access/signed';
import type { Message, Snapshot } from '../api/types';
import { KindShape } from '../plan/item-words';
import { mayWrite, meIn } from '../plan/turns';
import { CopyAddress } from '../ui/copy-address';
import { Failure, Form, Submit, useAct } from '../ui/form';
import { Icon, type IconName } from '../ui/icon';
import { Sheet } from '../ui/sheet';
import { Shown } from '../ui/states';
import { useTimes } from '../ui/time';
import { deleteMessage, MADE, madeFrom, react, versionsOf, type Made } from './message-acts';
import css from './message-sheet.module.css';
import { SeenLine } from './seen-line';
import { addressOf } from './targets';
import { Reaction, REACTIONS } from './reaction';
import { usePlain, useTitled } from './titled';
import type { Who } from './who';

const WriteSheet = lazy(() => import('../plan/write-sheet'));

export interface MessageSheetProps {
  message: Message;
  state: Snapshot;
  who: Who;
  onReply(): void;
  onEdit(): void;
  onClose(): void;
}

export default function MessageSheet({ message, state, who, onReply, onEdit, onClose }: MessageSheetProps) {
  const { t } = useTranslation();
  const { person } = useSigned();
  const { online } = useNetwork();
  const [step, setStep] = useState<'acts' | 'delete' | 'versions' | Made>('acts');
  const role = who.member(person.id)?.role;
  const talks = role !== undefined && role !== 'observer';
  const mine = message.author.person_id === person.id;
  const reacting = useAct((_, emoji: string) => react(message, emoji, person.id));
  const me = meIn(state, person.id);
  const makes = MADE.filter((what) => mayWrite(what, me));
  const busy = reacting.busy;
  const titled = useTitled();
  const plain = usePlain();
  const then = async (done: Promise<boolean>) => (await done) && onClose();
  if (step === 'delete') return <Delete message={message} mine={mine} onClose={onClose} />;
  if (step === 'versions') return <Versions message={message} onClose={onClose} />;
  if (step !== 'acts') {
    return (
      <Suspense>
        <WriteSheet state={state} me={me} from={madeFrom(message, step, titled)} onClose={onClose} />
      </Suspense>
    );
  }
  const act = (icon: IconName, words: string, run: () => void, needs = false, takes = false) => (
    <button type="button" className={css.act} data-takes={takes} onClick={run} disabled={busy || (needs && !online)}>
      <Icon name={icon} />
      {words}
    </button>
  );
  return (
    <Sheet title={t('message.sheet')} onClose={onClose}>
      <p className={css.words}>
        {message.author.name}: {plain(message)}
      </p>
      <SeenLine state={state} message={message} who={who} />
      {!online && <p className={css.offline}>{t('message.needs_network')}</p>}
      {talks && (
        <div className={css.emoji} role="group" aria-label={t('message.react')}>
          {REACTIONS.map(({ emoji }) => (
            <button
              key={emoji}
              type="button"
              disabled={busy || !online}
              aria-pressed={message.reactions?.find((one) => one.emoji === emoji)?.person_ids.includes(person.id) ?? false}
              onClick={() => void then(reacting.run(emoji))}
            >
              <Reaction emoji={emoji} size={20} />
            </button>
          ))}
        </div>
      )}
      {makes.length > 0 && (
        <>
          <h2 className={css.heading}>{t('message.make')}</h2>
          <div className={css.made}>
            {makes.map((what) => (
              <button key={what} type="button" className={css.act} disabled={busy} onClick={() => setStep(what)}>
                <KindShape kind={what} />
                {t(`thing.${what}`)}
              </button>
            ))}
          </div>
        </>
      )}
      <div className={css.acts}>
        {talks && act('reply', t('message.reply'), () => (onReply(), onClose()))}
        {act('copy', t('message.copy'), () => {
          void navigator.clipboard.writeText(message.body);
          onClose();
        })}
        {talks && mine && act('edit', t('message.edit'), () => (onEdit(), onClose()), true)}
        {talks && (mine || role === 'lead') && act('bin', t('message.delete'), () => setStep('delete'), true, true)}
        {message.edited_at && act('clock', t('message.versions'), () => setStep('versions'), true)}
      </div>
      <CopyAddress path={addressOf({ project: message.project_id, kind: 'message', id: message.id })} />
      <Failure of={reacting.failure} />
    </Sheet>
  );
}

function Delete({ message, mine, onClose }: { message: Message; mine: boolean; onClose(): void }) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const act = useAct(() => deleteMessage(message, reason.trim()));
  return (
    <Sheet title={t('message.delete')} onClose={onClose}>
      <Form onSubmit={async () => (await act.run()) && onClose()}>
        <p>{mine ? t('message.delete_words') : t('message.delete_other_words', { name: message.author.name })}</p>
        <TextInput
          label={t('message.reason')}
          required={!mine}
          maxLength={200}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          error={act.fault('?reason')}
        />
        <Failure of={act.failure} fields={['?reason']} />
        <Submit color="red" busy={act.busy} disabled={!mine && reason.trim() === ''}>
          {t('message.delete_sure')}
        </Submit>
      </Form>
    </Sheet>
  );
}

function Versions({ message, onClose }: { message: Message; onClose(): void }) {
  const { t } = useTranslation();
  const times = useTimes();
  const read = useQuery({ queryKey: ['versions', message.id, message.changed_seq], queryFn: () => versionsOf(message) });
  return (
    <Sheet title={t('message.versions')} onClose={onClose}>
      <Shown read={read} rows={2}>
        {(versions) => (
          <ol className={css.versions}>
            {versions.toReversed().map((version) => (
              <li key={version.seq}>
                <time dateTime={version.at}>{times.full(version.at)}</time>
                <p>{version.body}</p>
              </li>
            ))}
          </ol>
        )}
      </Shown>
    </Sheet>
  );
}
