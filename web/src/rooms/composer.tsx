// Where one writes. It says before posting who will read it, and keeps what is half-written.
import { lazy, Suspense, useEffect, useLayoutEffect, useRef, useState, useSyncExternalStore, type KeyboardEvent, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { may } from '../access/reads';
import { Refusal } from '../api/problem';
import { useSigned } from '../access/signed';
import type { Message, Project } from '../api/types';
import { KINDS, mayWrite, meIn } from '../plan/turns';
import type { RoomView } from '../sync/room';
import type { Attached as Attachment } from '../sync/store';
import { Icon } from '../ui/icon';
import css from './composer.module.css';
import { draftOf, type Draft } from './drafts';
import type { Brought } from './attached';
import { askedFor, candidates, MentionList, type Candidate } from './mention-list';
import { editMessage, givenBy } from './message-acts';
import type { Who } from './who';
import { plain } from './words';

const Attached = lazy(() => import('./attached'));
const AudienceSheet = lazy(() => import('./audience-sheet'));
const WriteSheet = lazy(() => import('../plan/write-sheet'));
const LONGEST = 10_000;
const MOST_FILES = 10;
const NOTHING: Brought = { file_ids: [], names: [], waiting: false };
const COUNT_FROM = 9_000;

interface ComposerProps {
  room: RoomView;
  project: Project | undefined;
  who: Who;
  replyTo: string | undefined;
  onReplied(): void;
  /** A message whose words are to be changed. */
  edit: Message | undefined;
  onEditing(): void;
}

export function Composer({ room, project, who, replyTo, onReplied, edit, onEditing }: ComposerProps) {
  const { t } = useTranslation();
  const { engine, person } = useSigned();
  const cell = draftOf(room.id, person.id);
  const draft = useSyncExternalStore(cell.subscribe, cell.get);
  const [choosing, setChoosing] = useState(false);
  const [asking, setAsking] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const [caret, setCaret] = useState(0);
  const [chosen, setChosen] = useState(0);
  const picker = useRef<HTMLInputElement>(null);
  const [given, setGiven] = useState<{ of: number; files: readonly File[] }>({ of: 0, files: [] });
  const [brought, setBrought] = useState(NOTHING);
  const [kept, setKept] = useState<readonly Attachment[]>();
  useEffect(() => {
    engine.store.attached(room.id).then(setKept, () => setKept([]));
  }, [engine, room.id]);
  const [saving, setSaving] = useState<'busy' | Error>();
  useHeight(field, draft.body);
  const answered = replyTo ?? draft.replyTo;
  const quoted = answered && findMessage(room, answered);

  useEffect(() => {
    if (replyTo === undefined) return;
    cell.set({ ...cell.get(), replyTo });
    onReplied();
    field.current?.focus();
  }, [replyTo, cell, onReplied]);
  useEffect(() => {
    if (edit === undefined) return;
    const named = (edit.mentions ?? []).map((mention) => ({
      name: who.member(mention.person_id ?? '')?.name ?? who.partyName(mention.party_id ?? ''),
      mention,
    }));
    cell.set({ body: edit.body, editing: edit.id, named });
    onEditing();
    field.current?.focus();
  }, [edit, cell, onEditing, who]);

  const role = who.member(person.id)?.role;
  const allowed = project?.allowed_actions ? may(project, 'post_message') : role !== undefined && role !== 'observer';
  if (room.state && !allowed && (project || role)) return <p className={css.closed} data-bar="kept">{t('composer.closed')}</p>;

  const tooLong = [...draft.body].length > LONGEST;
  const brings = !draft.editing && brought.names.length > 0;
  const said = draft.body.trim() !== '' || brings;
  const ready = room.state !== undefined && said && !tooLong && !(brings && (brought.waiting || brought.names.length > MOST_FILES));
  const asked = askedFor(draft.body.slice(0, caret));
  const audience = draft.editing ? findMessage(room, draft.editing)?.audience : draft.audience;
  const found = room.state && asked !== undefined ? candidates(room.state, asked, audience, person.id) : [];
  const name = (candidate: Candidate) => {
    const from = caret - (asked?.length ?? 0) - 1;
    const body = `${draft.body.slice(0, from)}@${candidate.name} ${draft.body.slice(caret)}`;
    const named = [...(draft.named ?? []).filter((one) => one.name !== candidate.name), candidate];
    cell.set({ ...draft, body, named: named.map(({ name, mention }) => ({ name, mention })) });
    const at = from + candidate.name.length + 2;
    setCaret(at);
    setChosen(0);
    requestAnimationFrame(() => field.current?.setSelectionRange(at, at));
    field.current?.focus();
  };
  const save = async (id: string) => {
    const body = draft.body.trim().normalize('NFC');
    setSaving('busy');
    try {
      await editMessage(id, body, draft.named && mentionsIn(body, draft.named));
      cell.set({ body: '' });
      setSaving(undefined);
    } catch (error) {
      setSaving(error as Error);
    }
  };
  const post = () => {
    if (!ready) return;
    if (draft.editing) return void save(draft.editing);
    const { body, audience, named } = draft;
    const mentions = mentionsIn(body, named ?? []);
    cell.set({ body: '', ...(audience ? { audience } : {}) });
    void engine.post(room.id, {
      // Without words, the files speak for themselves: in quotes, mails and the search too.
      body: (body.trim() || brought.names.join(', ')).normalize('NFC').slice(0, LONGEST),
      ...(brings ? { file_ids: brought.file_ids } : {}),
      ...(answered ? { reply_to: answered } : {}),
      ...(audience && audience.length > 0 ? { audience } : {}),
      ...(mentions.length > 0 ? { mentions } : {}),
    });
    setGiven(({ of }) => ({ of: of + 1, files: [] }));
    setBrought(NOTHING);
    if (brings) void engine.store.keepAttached(room.id, []);
    setKept([]);
    field.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (found.length > 0 && !event.nativeEvent.isComposing) {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) {
        event.preventDefault();
        return setChosen((chosen + step + found.length) % found.length);
      }
      if (event.key === 'Enter' || event.key === 'Tab') {
        event.preventDefault();
        return name(found[chosen % found.length]!);
      }
      if (event.key === 'Escape') return setCaret(0);
    }
    if (event.key !== 'Enter' || event.nativeEvent.isComposing || event.shiftKey) return;
    const deliberate = event.ctrlKey || event.metaKey;
    if (!deliberate && matchMedia('(pointer: coarse)').matches) return;
    event.preventDefault();
    post();
  };
  return (
    <div className={css.composer}>
      <Typing room={room} who={who} />
      {draft.editing && (
        <div className={css.answering}>
          <Icon name="edit" size={16} />
          <span className={css.quoted}>{t('message.editing')}</span>
          <button type="button" onClick={() => (setSaving(undefined), cell.set({ body: '' }))} aria-label={t('message.no_edit')}>
            <Icon name="close" size={16} />
          </button>
        </div>
      )}
      {saving instanceof Error && (
        <p role="alert" className={css.failed}>
          {saving instanceof Refusal ? saving.problem.title : t('state.unreachable_do')}
        </p>
      )}
      {found.length > 0 && <MentionList found={found} chosen={chosen % found.length} onChoose={name} />}
      {answered && (
        <div className={css.answering}>
          <Icon name="reply" size={16} />
          <span className={css.quoted}>
            {quoted ? `${quoted.author.name}: ${plain(quoted, t('message.deleted'))}` : t('room.earlier')}
          </span>
          <button type="button" onClick={() => cell.set({ ...draft, replyTo: undefined })} aria-label={t('composer.no_reply')}>
            <Icon name="close" size={16} />
          </button>
        </div>
      )}
      {kept && kept.length + given.files.length > 0 && (
        <div hidden={draft.editing !== undefined}>
          <Suspense>
            <Attached key={given.of} projectId={room.id} kept={kept} given={given.files} onChange={setBrought} />
          </Suspense>
        </div>
      )}
      {brings && brought.names.length > MOST_FILES && (
        <p role="alert" className={css.failed}>
          {t('composer.too_many', { count: MOST_FILES })}
        </p>
      )}
      <div className={css.row}>
        {!draft.editing && (
          <button type="button" className={css.attach} onClick={() => picker.current?.click()} aria-label={t('composer.attach')}>
            <Icon name="clip" />
          </button>
        )}
        <input
          ref={picker}
          type="file"
          multiple
          hidden
          aria-label={t('composer.attach')}
          onChange={({ currentTarget }) => {
            const files = [...(currentTarget.files ?? [])];
            currentTarget.value = '';
            if (files.length > 0) setGiven(({ of }) => ({ of, files }));
          }}
        />
        <textarea
          ref={field}
          className={css.field}
          aria-label={t('composer.label')}
          placeholder={t('composer.placeholder')}
          rows={1}
          value={draft.body}
          onChange={(event) => {
            cell.set({ ...draft, body: event.currentTarget.value });
            setCaret(event.currentTarget.selectionStart);
            setChosen(0);
            if (event.currentTarget.value !== '') engine.sayTyping(room.id);
          }}
          onKeyDown={onKeyDown}
          onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
          aria-controls={found.length > 0 ? 'mention-list' : undefined}
          aria-activedescendant={found.length > 0 ? `mention-${chosen % found.length}` : undefined}
          aria-invalid={tooLong || undefined}
          aria-describedby={tooLong ? 'too-long' : undefined}
        />
        <button type="button" className={css.send} disabled={!ready || saving === 'busy'} onClick={post} aria-label={draft.editing ? t('message.save') : t('composer.send')}>
          <Icon name={draft.editing ? 'check' : 'send'} />
        </button>
      </div>
      {tooLong && (
        <p id="too-long" role="alert" className={css.failed}>
          {t('composer.too_long', { count: [...draft.body].length - LONGEST })}
        </p>
      )}
      <div className={css.foot}>
        {!draft.editing && (
          <button type="button" className={css.audience} onClick={() => setChoosing(true)} data-limited={Boolean(draft.audience)}>
          {draft.audience && <Icon name="lock" size={14} />}
          <span>
            {draft.audience
              ? t('room.only_for', { parties: draft.audience.map((id) => who.partyName(id)).join(', ') })
              : t('composer.everyone')}
          </span>
          <Icon name="down" size={14} />
        </button>
        )}
        {!draft.editing && room.state && KINDS.some((kind) => mayWrite(kind, meIn(room.state!, person.id))) && (
          <button type="button" className={`${css.audience} ${css.ask}`} onClick={() => setAsking(true)} aria-haspopup="dialog">
            <Icon name="ask" size={16} />
            <span>{t('composer.ask')}</span>
          </button>
        )}
        {draft.body.length >= COUNT_FROM && <span className="figures">{LONGEST - [...draft.body].length}</span>}
      </div>
      {asking && room.state && (
        <Suspense>
          <WriteSheet
            state={room.state}
            me={meIn(room.state, person.id)}
            from={{ given: givenBy(draft.body) }}
            onClose={() => setAsking(false)}
            onWritten={() => cell.set({ body: '', ...(draft.audience ? { audience: draft.audience } : {}) })}
          />
        </Suspense>
      )}
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

/** As high as its words, where the browser does not do it itself. */
function useHeight(field: RefObject<HTMLTextAreaElement | null>, words: string): void {
  useLayoutEffect(() => {
    const box = field.current;
    if (!box || CSS.supports('field-sizing', 'content')) return;
    box.style.height = 'auto';
    box.style.height = `${box.scrollHeight + 2}px`;
  }, [field, words]);
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

/** Those whose names still stand in the words. */
function mentionsIn(body: string, named: NonNullable<Draft['named']>) {
  return named.filter(({ name }) => body.includes(`@${name}`)).map(({ mention }) => mention);
}

function findMessage(room: RoomView, id: string) {
  return (
    room.state?.messages.find((message) => message.id === id) ??
    room.log.findLast((event) => event.message?.id === id)?.message
  );
}
