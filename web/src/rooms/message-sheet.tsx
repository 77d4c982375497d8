// What one may do with a message: answer, react, copy, change, delete, or make something of the plan from it.
import { TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNetwork, useSigned } from '../access/signed';
import type { Message } from '../api/types';
import { Failure, Form, Submit, useAct } from '../ui/form';
import { Icon, type IconName } from '../ui/icon';
import { Sheet } from '../ui/sheet';
import { Shown } from '../ui/states';
import { useTimes } from '../ui/time';
import { deleteMessage, MADE, makeFrom, react, versionsOf, type Made } from './message-acts';
import css from './message-sheet.module.css';
import { plain } from './words';
import type { Who } from './who';

const EMOJI = ['👍', '✅', '👀', '❓', '🙏', '🔧', '⚠️'];
const MADE_ICONS: Record<Made, IconName> = { decision: 'check', question: 'ask', action: 'clock', idea: 'idea' };

export interface MessageSheetProps {
  message: Message;
  who: Who;
  onReply(): void;
  onEdit(): void;
  onClose(): void;
}

export default function MessageSheet({ message, who, onReply, onEdit, onClose }: MessageSheetProps) {
  const { t } = useTranslation();
  const { person } = useSigned();
  const { online } = useNetwork();
  const [step, setStep] = useState<'acts' | 'delete' | 'versions'>('acts');
  const role = who.member(person.id)?.role;
  const talks = role !== undefined && role !== 'observer';
  const mine = message.author.person_id === person.id;
  const reacting = useAct((_, emoji: string) => react(message, emoji, person.id));
  const making = useAct((key, what: Made) => makeFrom(message, what, key));
  const busy = reacting.busy || making.busy;
  const then = async (done: Promise<boolean>) => (await done) && onClose();
  if (step === 'delete') return <Delete message={message} mine={mine} onClose={onClose} />;
  if (step === 'versions') return <Versions message={message} onClose={onClose} />;
  const act = (icon: IconName, words: string, run: () => void, needs = false) => (
    <button type="button" className={css.act} onClick={run} disabled={busy || (needs && !online)}>
      <Icon name={icon} />
      {words}
    </button>
  );
  return (
    <Sheet title={t('message.sheet')} onClose={onClose}>
      <p className={css.words}>
        {message.author.name}: {plain(message, t('message.deleted'))}
      </p>
      {!online && <p className={css.offline}>{t('message.needs_network')}</p>}
      {talks && (
        <div className={css.emoji} role="group" aria-label={t('message.react')}>
          {EMOJI.map((emoji) => (
            <button
              key={emoji}
              type="button"
              disabled={busy || !online}
              aria-pressed={message.reactions?.find((one) => one.emoji === emoji)?.person_ids.includes(person.id) ?? false}
              onClick={() => void then(reacting.run(emoji))}
            >
              {emoji}
            </button>
          ))}
        </div>
      )}
      <div className={css.acts}>
        {talks && act('reply', t('message.reply'), () => (onReply(), onClose()))}
        {act('copy', t('message.copy'), () => {
          void navigator.clipboard.writeText(message.body);
          onClose();
        })}
        {talks && mine && act('edit', t('message.edit'), () => (onEdit(), onClose()), true)}
        {talks && (mine || role === 'lead') && act('bin', t('message.delete'), () => setStep('delete'), true)}
        {message.edited_at && act('clock', t('message.versions'), () => setStep('versions'), true)}
      </div>
      {talks && (
        <>
          <h2 className={css.heading}>{t('message.make')}</h2>
          <div className={css.made}>
            {MADE.map((what) => (
              <div key={what}>{act(MADE_ICONS[what], t(`thing.${what}`), () => void then(making.run(what)), true)}</div>
            ))}
          </div>
        </>
      )}
      <Failure of={reacting.failure ?? making.failure} />
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
        <Submit busy={act.busy} disabled={!mine && reason.trim() === ''}>
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
