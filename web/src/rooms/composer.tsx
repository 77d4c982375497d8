// Where one writes. It says before posting who will read it, and keeps what is half-written.
import { Textarea } from '@mantine/core';
import { lazy, Suspense, useEffect, useRef, useState, useSyncExternalStore, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { may } from '../access/reads';
import { useSigned } from '../access/signed';
import type { Project } from '../api/types';
import type { RoomView } from '../sync/room';
import { Icon } from '../ui/icon';
import css from './composer.module.css';
import { draftOf } from './drafts';
import type { Who } from './who';

const AudienceSheet = lazy(() => import('./audience-sheet'));
const LONGEST = 10_000;
const COUNT_FROM = 9_000;

interface ComposerProps {
  room: RoomView;
  project: Project | undefined;
  who: Who;
  replyTo: string | undefined;
  onReplied(): void;
}

export function Composer({ room, project, who, replyTo, onReplied }: ComposerProps) {
  const { t } = useTranslation();
  const { engine, person } = useSigned();
  const cell = draftOf(room.id, person.id);
  const draft = useSyncExternalStore(cell.subscribe, cell.get);
  const [choosing, setChoosing] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const answered = replyTo ?? draft.replyTo;
  const quoted = answered && findMessage(room, answered);

  useEffect(() => {
    if (replyTo === undefined) return;
    cell.set({ ...cell.get(), replyTo });
    onReplied();
    field.current?.focus();
  }, [replyTo, cell, onReplied]);

  const role = who.member(person.id)?.role;
  const allowed = project?.allowed_actions ? may(project, 'post_message') : role !== undefined && role !== 'observer';
  if (room.state && !allowed && (project || role)) return <p className={css.closed}>{t('composer.closed')}</p>;

  const tooLong = [...draft.body].length > LONGEST;
  const ready = room.state !== undefined && draft.body.trim() !== '' && !tooLong;
  const post = () => {
    if (!ready) return;
    const { body, audience } = draft;
    cell.set({ body: '', ...(audience ? { audience } : {}) });
    void engine.post(room.id, {
      body: body.trim().normalize('NFC'),
      ...(answered ? { reply_to: answered } : {}),
      ...(audience && audience.length > 0 ? { audience } : {}),
    });
    field.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.nativeEvent.isComposing || event.shiftKey) return;
    const deliberate = event.ctrlKey || event.metaKey;
    if (!deliberate && matchMedia('(pointer: coarse)').matches) return;
    event.preventDefault();
    post();
  };
  return (
    <div className={css.composer}>
      <Typing room={room} who={who} />
      {answered && (
        <div className={css.answering}>
          <Icon name="reply" size={16} />
          <span className={css.quoted}>
            {quoted ? `${quoted.author.name}: ${quoted.body}` : t('room.earlier')}
          </span>
          <button type="button" onClick={() => cell.set({ ...draft, replyTo: undefined })} aria-label={t('composer.no_reply')}>
            <Icon name="close" size={16} />
          </button>
        </div>
      )}
      <div className={css.row}>
        <Textarea
          ref={field}
          className={css.field}
          aria-label={t('composer.label')}
          placeholder={t('composer.placeholder')}
          autosize
          minRows={1}
          maxRows={6}
          value={draft.body}
          onChange={(event) => {
            cell.set({ ...draft, body: event.currentTarget.value });
            if (event.currentTarget.value !== '') engine.sayTyping(room.id);
          }}
          onKeyDown={onKeyDown}
          error={tooLong ? t('composer.too_long', { count: [...draft.body].length - LONGEST }) : undefined}
        />
        <button type="button" className={css.send} disabled={!ready} onClick={post} aria-label={t('composer.send')}>
          <Icon name="send" />
        </button>
      </div>
      <div className={css.foot}>
        <button type="button" className={css.audience} onClick={() => setChoosing(true)} data-limited={Boolean(draft.audience)}>
          {draft.audience && <Icon name="lock" size={14} />}
          {draft.audience
            ? t('room.only_for', { parties: draft.audience.map((id) => who.partyName(id)).join(', ') })
            : t('composer.everyone')}
          <Icon name="down" size={14} />
        </button>
        {draft.body.length >= COUNT_FROM && <span className="figures">{LONGEST - [...draft.body].length}</span>}
      </div>
      {choosing && room.state && (
        <Suspense>
          <AudienceSheet
            parties={room.state.parties}
            mine={who.member(person.id)?.party_id}
            chosen={draft.audience}
            onChoose={(audience) => {
              const { audience: _, ...rest } = draft;
              cell.set(audience ? { ...rest, audience } : rest);
              setChoosing(false);
            }}
            onClose={() => setChoosing(false)}
          />
        </Suspense>
      )}
    </div>
  );
}

function Typing({ room, who }: { room: RoomView; who: Who }) {
  const { t } = useTranslation();
  const names = room.typing.flatMap((id) => who.member(id)?.name ?? []);
  return (
    <p className={css.typing} aria-live="off">
      {names.length > 0 && t('composer.typing', { count: names.length, names: names.slice(0, 2).join(', ') })}
    </p>
  );
}

function findMessage(room: RoomView, id: string) {
  return (
    room.state?.messages.find((message) => message.id === id) ??
    room.log.find((event) => event.message?.id === id)?.message
  );
}
