// One design: what it is, for whom, its revisions with their files, who opened them.
import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import { may } from '../access/reads';
import { useKept, useRoom, useSigned } from '../access/signed';
import type { Comment, Design, Revision, RevisionFile, Snapshot } from '../api/types';
import { maySend } from '../approvals/run';
import { Register } from '../comments/register';
import { fileOf, speaks } from '../comments/settle';
import { TalkSheets, useComments, type Talk } from '../comments/talk';
import { withTexts } from '../i18n/late';
import { meIn } from '../plan/turns';
import type { Who } from '../rooms/who';
import { Acts } from '../ui/acts';
import { ActButton, Failure, useAct } from '../ui/form';
import { Icon } from '../ui/icon';
import { Section } from '../ui/page';
import rows from '../ui/rows.module.css';
import { Empty, Shown } from '../ui/states';
import tab from '../ui/tab.module.css';
import { useTimes } from '../ui/time';
import { sizeIn } from '../viewers/facts';
import { audienceOf, hears } from './audience';
import { between, seenBefore } from './changed';
import { Changed } from './changed-row';
import css from './designs.module.css';
import { asHeard, beforeOf, isGiven } from './given';
import { lookedKey, useLooked } from './looked';
import { useOpening } from './opening';
import { RevisionState } from './revision-state';
import { Thumbnail } from './thumbnail';
import { openingsOf, revisionsOf, submit } from './writes';

const DraftSheet = lazy(() => import('./draft-sheet'));
const FileScreen = lazy(() => withTexts(import('./file-screen'), 'viewers'));

interface DesignScreenProps {
  state: Snapshot;
  who: Who;
  id: string;
  /** The comment that somebody came to see. */
  commentId?: string | undefined;
  /** The revision since which somebody came to see what changed. */
  sinceId?: string | undefined;
}

export default function DesignScreen({ state, who, id, commentId, sinceId }: DesignScreenProps) {
  const { t } = useTranslation();
  const design = state.designs?.find((one) => one.id === id);
  const list = `/projects/${state.project.id}/designs`;
  if (!design) return <Empty title={t('designs.missing')} act={<Link href={list}>{t('designs.title')}</Link>} />;
  return <Known state={state} design={design} who={who} commentId={commentId} sinceId={sinceId} />;
}

interface OnScreen {
  revision: Revision;
  file: RevisionFile;
  /** The comment that is looked for on it. */
  comment?: string;
  /** The revision that it is compared with at once. */
  since?: Revision;
}

function Known({ state, design, who, commentId, sinceId }: Omit<DesignScreenProps, 'id'> & { design: Design }) {
  const { t } = useTranslation();
  const { person } = useSigned();
  const me = meIn(state, person.id);
  const heard = hears(design, me);
  const read = useKept<Revision[]>(['revisions', design.id], () => revisionsOf(design.id), { enabled: heard });
  const comments = useComments(state, design.id, heard);
  const [shown, setShown] = useState<OnScreen>();
  const { said } = useRoom(state.project.id);
  const talk = { design, revisions: asHeard(read.data ?? [], state), comments, said, who, me };
  const opening = useOpening();
  const show = (next: OnScreen) => {
    if (isGiven(next.revision)) void opening(next.revision);
    setShown(next);
  };
  const compare = (since: Revision, revision: Revision) => {
    const { changed, added } = between(since, revision);
    const file = changed[0]?.file ?? added[0] ?? revision.files[0];
    if (file) show({ revision, file, since });
  };
  // What the address asks for, once it is known here.
  const asked = useRef(sinceId);
  useEffect(() => {
    if (asked.current === undefined || read.isFetching) return;
    const [since, newest] = [read.data?.find(({ id }) => id === asked.current), newestOf(read.data ?? [])];
    if (!since || !newest) return;
    asked.current = undefined;
    if (since.id !== newest.id) compare(since, newest);
  });
  if (shown) {
    return (
      <Suspense>
        <FileScreen
          key={shown.file.file_id}
          {...shown}
          talk={talk}
          commentId={shown.comment}
          before={shown.since ?? beforeOf(shown.revision, talk.revisions)}
          onFile={(file) => setShown({ ...shown, file })}
          onClose={() => setShown(undefined)}
        />
      </Suspense>
    );
  }
  return (
    <div className={tab.tab}>
      <Link href={`/projects/${state.project.id}/designs`} className={tab.back}>
        <Icon name="back" size={16} />
        {t('designs.title')}
      </Link>
      <header>
        <h2 className={css.title}>
          <span className={rows.code}>{design.number}</span>
          {design.title}
        </h2>
        <p className={css.note}>
          {t(`designs.kind.${design.kind as 'other'}`)} · {who.partyName(design.party_id)} · {design.audience ? t('designs.only', { parties: audienceOf(design, who) }) : t('designs.everyone')}
        </p>
      </header>
      {heard ? (
        <Shown read={read} rows={4}>
          {() => <Revisions projectId={state.project.id} talk={talk} commentId={commentId} onShow={show} onCompare={compare} />}
        </Shown>
      ) : (
        <Empty title={t('state.no_permission')}>{t('designs.walled', { parties: audienceOf(design, who) })}</Empty>
      )}
    </div>
  );
}

function newestOf(all: readonly Revision[]): Revision | undefined {
  return all.findLast(isGiven);
}

interface RevisionsProps {
  projectId: string;
  talk: Talk;
  commentId: string | undefined;
  onShow(shown: OnScreen): void;
  onCompare(since: Revision, revision: Revision): void;
}

function Revisions({ projectId, talk, commentId, onShow, onCompare }: RevisionsProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [, go] = useLocation();
  const [drafting, setDrafting] = useState<{ before: Revision | undefined }>();
  const [open, setOpen] = useState(commentId);
  const [making, setMaking] = useState(false);
  const { design, revisions: all, comments, said, who, me } = talk;
  const looked = useLooked(projectId)[design.id];
  const again = async () => {
    // Who submits a revision has seen it.
    void queries.invalidateQueries({ queryKey: lookedKey(projectId) });
    await queries.invalidateQueries({ queryKey: ['revisions', design.id] });
  };
  const writes = me.parties.includes(design.party_id) && ['lead', 'contributor'].includes(me.role);
  const drafts = writes && all.every((one) => one.state !== 'draft');
  const last = newestOf(all);
  const sends = writes && last && maySend(last) ? last : undefined;
  const seen = all.find(({ id }) => id === seenBefore(last, looked)?.revision_id);
  const mayComment = last && speaks(me);
  const newest = [...all].reverse();
  const section = (revision: Revision) => (
    <RevisionSection
      key={revision.id}
      revision={revision}
      writes={writes}
      again={again}
      onChange={() => setDrafting({ before: revision })}
      onShow={(file) => onShow({ revision, file })}
    />
  );
  const show = (comment: Comment) => {
    const revision = all.findLast((one) => fileOf(comment, one, all));
    const file = revision && fileOf(comment, revision, all);
    if (revision && file) onShow({ revision, file, comment: comment.id });
  };
  return (
    <>
      {(drafts || mayComment) && (
        <Acts kept={Boolean(mayComment)}>
          {sends && (
            <ActButton onClick={() => go(`/projects/${projectId}/approvals?submit=${sends.id}`)}>{t('approval.submit', { label: sends.label })}</ActButton>
          )}
          {drafts && (
            <ActButton {...(sends ? { variant: 'default' } : {})} onClick={() => setDrafting({ before: undefined })}>
              {t('designs.draft')}
            </ActButton>
          )}
          {mayComment && (
            <Button {...(drafts || sends ? { variant: 'default' } : {})} onClick={() => setMaking(true)}>
              {t('comments.add')}
            </Button>
          )}
        </Acts>
      )}
      {seen && last && <Changed seen={seen} last={last} all={all} at={looked?.at} onCompare={() => onCompare(seen, last)} />}
      {all.length === 0 && <p className={css.note}>{t('designs.no_revision')}</p>}
      {newest.slice(0, 1).map(section)}
      {last && <Register design={design} comments={comments} revisions={all} who={who} me={me} said={said} onOpen={({ id }) => setOpen(id)} takes={mayComment ? last : undefined} onTaken={() => void queries.invalidateQueries({ queryKey: ['comments', design.id] })} />}
      {newest.slice(1).map(section)}
      <TalkSheets
        talk={talk}
        open={open}
        onClose={() => setOpen(undefined)}
        onShow={show}
        making={making && last ? { revision: last, at: undefined } : undefined}
        onMade={() => setMaking(false)}
      />
      {drafting && (
        <Suspense>
          <DraftSheet
            projectId={projectId}
            designId={design.id}
            party={who.partyName(design.party_id)}
            before={drafting.before}
            onDone={() => void again()}
            onClose={() => setDrafting(undefined)}
          />
        </Suspense>
      )}
    </>
  );
}

interface RevisionSectionProps {
  revision: Revision;
  writes: boolean;
  again(): Promise<void>;
  onChange(): void;
  onShow(file: RevisionFile): void;
}

function RevisionSection({ revision, writes, again, onChange, onShow }: RevisionSectionProps) {
  const { t, i18n } = useTranslation();
  const times = useTimes();
  const isDraft = revision.state === 'draft';
  const give = useAct(async (key) => {
    await submit(revision, key);
    await again();
  });
  return (
    <Section title={t('designs.revision', { label: revision.label })}>
      <p className={css.facts}>
        <RevisionState state={revision.state} />
        <span>
          {revision.author.name} · <time dateTime={revision.submitted_at ?? revision.created_at}>{times.full(revision.submitted_at ?? revision.created_at)}</time>
        </span>
        {revision.change_note && <span className={css.words}>{revision.change_note}</span>}
      </p>
      <ul className={rows.rows}>
        {revision.files.map((file) => (
          <li key={file.file_id}>
            <button type="button" className={`${rows.row} ${css.open}`} onClick={() => onShow(file)}>
              <Thumbnail file={file} />
              <span className={rows.words}>
                <span className={rows.first}>{file.name}</span>
                <span className={`${rows.second} figures`}>{sizeIn(file.bytes, i18n.language)}</span>
              </span>
              <Icon name="next" size={16} />
            </button>
          </li>
        ))}
      </ul>
      <p className={css.hash}>{t('designs.manifest', { hash: revision.manifest_hash })}</p>
      {isDraft && writes && may(revision, 'submit_revision') && (
        <div className={css.give}>
          <p className={css.note}>{t('designs.submit_words')}</p>
          <Failure of={give.failure} />
          <Acts inline>
            <ActButton loading={give.busy} onClick={() => void give.run(revision.manifest_hash)}>
              {t('designs.submit', { label: revision.label })}
            </ActButton>
            <ActButton variant="default" onClick={onChange}>
              {t('designs.draft_change')}
            </ActButton>
          </Acts>
        </div>
      )}
      {!isDraft && <Openings revision={revision} />}
    </Section>
  );
}

function Openings({ revision }: { revision: Revision }) {
  const { t } = useTranslation();
  const times = useTimes();
  const read = useKept(['openings', revision.id], () => openingsOf(revision.id), { every: 60_000 });
  const nameOf = (file_id: string) => revision.files.find((file) => file.file_id === file_id)?.name ?? '';
  return (
    <details className={css.opened}>
      <summary>{t('designs.opened')}</summary>
      <Shown read={read} rows={2}>
        {(all) =>
          all.length === 0 ? (
            <p className={css.note}>{t('designs.opened_none')}</p>
          ) : (
            <ul>
              {all.map(({ person, file_id, preview, last_at }) => (
                <li key={`${person.person_id} ${file_id ?? ''} ${preview ?? ''}`}>
                  {file_id === undefined
                    ? t('designs.opened_by', { name: person.name, at: times.full(last_at) })
                    : t(preview ? 'designs.opened_preview' : 'designs.opened_file', { name: person.name, file: nameOf(file_id), at: times.full(last_at) })}
                </li>
              ))}
            </ul>
          )
        }
      </Shown>
    </details>
  );
}
