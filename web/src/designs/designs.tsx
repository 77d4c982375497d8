// All designs of a project by their numbers, or one of them: what the address names.
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearch } from 'wouter';
import { useKept, useSigned } from '../access/signed';
import type { Comment, Design, LookedAt, Snapshot } from '../api/types';
import { Unsaid } from '../comments/unsent';
import { commentOf } from '../comments/writes';
import { isMine, meIn } from '../plan/turns';
import { changesAddress } from '../rooms/targets';
import { hueKey, type Who } from '../rooms/who';
import type { CommentEntry } from '../sync/outbox';
import type { RoomView } from '../sync/room';
import { Acts } from '../ui/acts';
import { Ball } from '../ui/ball';
import { ActButton } from '../ui/form';
import { Icon } from '../ui/icon';
import { Mark } from '../ui/mark';
import { Section } from '../ui/page';
import rows from '../ui/rows.module.css';
import { Empty, Loading, Shown } from '../ui/states';
import tab from '../ui/tab.module.css';
import { audienceOf, hears } from './audience';
import { seenBefore } from './changed';
import css from './designs.module.css';
import { useLooked } from './looked';
import { RevisionState } from './revision-state';
import { faceOf, Thumbnail } from './thumbnail';

const DesignScreen = lazy(() => import('./design-screen'));
const DesignSheet = lazy(() => import('./design-sheet'));

export default function Designs({ room, who, designId }: { room: RoomView; who: Who; designId: string | undefined }) {
  const asked = new URLSearchParams(useSearch());
  const commentId = asked.get('comment') ?? undefined;
  if (!room.state) return <Loading rows={6} />;
  if (commentId !== undefined) return <OfComment id={commentId} state={room.state} who={who} />;
  if (designId === undefined) return <AllDesigns state={room.state} said={room.said} who={who} />;
  return (
    <Suspense fallback={<Loading rows={6} />}>
      <DesignScreen key={designId} state={room.state} who={who} id={designId} sinceId={asked.get('since') ?? undefined} />
    </Suspense>
  );
}

/** The design that a comment was made on, with the comment open. */
function OfComment({ id, state, who }: { id: string; state: Snapshot; who: Who }) {
  const known = state.comments?.find((comment) => comment.id === id);
  const read = useKept<Comment>(['comment', id], () => commentOf(id), { enabled: !known });
  const comment = known ?? read.data;
  if (!comment) return <Shown read={read}>{() => null}</Shown>;
  return (
    <Suspense fallback={<Loading rows={6} />}>
      <DesignScreen key={id} state={state} who={who} id={comment.design_id} commentId={id} />
    </Suspense>
  );
}

function AllDesigns({ state, said, who }: { state: Snapshot; said: readonly CommentEntry[]; who: Who }) {
  const { t } = useTranslation();
  const { person } = useSigned();
  const [adding, setAdding] = useState(false);
  const looked = useLooked(state.project.id);
  const writes = ['lead', 'contributor'].includes(meIn(state, person.id).role);
  const designs = [...(state.designs ?? [])].sort((one, other) => one.number.localeCompare(other.number, undefined, { numeric: true }));
  return (
    <div className={tab.tab}>
      {writes && (
        <Acts>
          <ActButton onClick={() => setAdding(true)}>{t('designs.add')}</ActButton>
        </Acts>
      )}
      <Unsaid said={said} who={who} />
      <Section title={t('designs.title')} count={designs.length}>
        {designs.length === 0 ? (
          <Empty title={t('designs.none_title')}>{t(writes ? 'designs.none' : 'designs.none_read')}</Empty>
        ) : (
          <ul className={rows.rows}>
            {designs.map((design) => (
              <DesignRow key={design.id} design={design} looked={looked[design.id]} state={state} who={who} />
            ))}
          </ul>
        )}
      </Section>
      {adding && (
        <Suspense>
          <DesignSheet state={state} onClose={() => setAdding(false)} />
        </Suspense>
      )}
    </div>
  );
}

interface DesignRowProps {
  design: Design;
  looked: LookedAt | undefined;
  state: Snapshot;
  who: Who;
}

function DesignRow({ design, looked, state, who }: DesignRowProps) {
  const { t } = useTranslation();
  const party = who.party(design.party_id);
  const { person } = useSigned();
  const me = meIn(state, person.id);
  const revision = state.revisions?.find((one) => one.design_id === design.id);
  const seen = seenBefore(revision, looked);
  const waits = (state.comments ?? []).filter(({ design_id, ball }) => design_id === design.id && ball && isMine(ball, me)).length;
  return (
    <li>
      <Link href={`/projects/${state.project.id}/designs/${design.id}`} className={rows.row}>
        <Thumbnail file={faceOf(revision?.files ?? [], design.kind)} sign={design.kind === 'drawing' ? 'drawing' : design.kind === 'model' ? 'cube' : 'file'} />
        {party && <Mark id={hueKey(party)} name={party.firm_name} side={party.side} />}
        <span className={rows.words}>
          <span className={rows.first}>
            <span className={rows.code}>{design.number}</span>
            {design.title}
          </span>
          <span className={rows.second}>
            <span>{t(`designs.kind.${design.kind as 'other'}`)}</span>
            {revision ? (
              <>
                <span>{t('designs.revision', { label: revision.label })}</span>
                <RevisionState state={revision.state} />
              </>
            ) : (
              <span>{hears(design, me) ? t('designs.no_revision') : t('designs.only', { parties: audienceOf(design, who) })}</span>
            )}
          </span>
        </span>
        {waits > 0 && <Ball mine who={t('comments.title')} count={waits} />}
      </Link>
      {seen && revision && (
        <Link href={changesAddress(revision, seen.revision_id)} className={css.since}>
          <Icon name="eye" size={16} />
          {t('designs.since', { before: seen.label, after: revision.label })}
        </Link>
      )}
    </li>
  );
}
