// One design: what it is, for whom, its revisions with their files, who opened them.
import { useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { may } from '../access/reads';
import { useKept, useSigned } from '../access/signed';
import type { Design, Revision, RevisionFile, Snapshot } from '../api/types';
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
import css from './designs.module.css';
import { Thumbnail } from './thumbnail';
import { openingsOf, openRevision, revisionsOf, submit } from './writes';

const DraftSheet = lazy(() => import('./draft-sheet'));
const FileScreen = lazy(() => import('./file-screen'));

export default function DesignScreen({ state, who, id }: { state: Snapshot; who: Who; id: string }) {
  const { t } = useTranslation();
  const [shown, setShown] = useState<{ revision: Revision; file: RevisionFile; before: Revision | undefined }>();
  const design = state.designs?.find((one) => one.id === id);
  const list = `/projects/${state.project.id}/designs`;
  if (!design) return <Empty title={t('designs.missing')} act={<Link href={list}>{t('designs.title')}</Link>} />;
  if (shown) {
    return (
      <Suspense>
        <FileScreen {...shown} onClose={() => setShown(undefined)} />
      </Suspense>
    );
  }
  return (
    <div className={tab.tab}>
      <Link href={list} className={tab.back}>
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
      <Revisions
        state={state}
        design={design}
        who={who}
        onShow={(revision, file, before) => setShown({ revision, file, before })}
      />
    </div>
  );
}

interface RevisionsProps {
  state: Snapshot;
  design: Design;
  who: Who;
  onShow(revision: Revision, file: RevisionFile, before: Revision | undefined): void;
}

function Revisions({ state, design, who, onShow }: RevisionsProps) {
  const { t } = useTranslation();
  const { person } = useSigned();
  const queries = useQueryClient();
  const [drafting, setDrafting] = useState<{ before: Revision | undefined }>();
  const me = meIn(state, person.id);
  const read = useKept<Revision[]>(['revisions', design.id], () => revisionsOf(design.id));
  const again = () => queries.invalidateQueries({ queryKey: ['revisions', design.id] });
  const writes = me.parties.includes(design.party_id) && ['lead', 'contributor'].includes(me.role);
  if (!hears(design, me)) return <Empty title={t('state.no_permission')}>{t('designs.walled', { parties: audienceOf(design, who) })}</Empty>;
  return (
    <Shown read={read} rows={4}>
      {(all) => {
        const draft = all.find((one) => one.state === 'draft');
        return (
          <>
            {writes && !draft && (
              <Acts>
                <ActButton onClick={() => setDrafting({ before: undefined })}>{t('designs.draft')}</ActButton>
              </Acts>
            )}
            {all.length === 0 && <p className={css.note}>{t('designs.no_revision')}</p>}
            {[...all].reverse().map((revision, at, newest) => (
              <RevisionSection
                key={revision.id}
                revision={revision}
                writes={writes}
                again={again}
                onChange={() => setDrafting({ before: revision })}
                onShow={(file) => onShow(revision, file, newest.slice(at + 1).find((one) => one.state === 'submitted'))}
              />
            ))}
            {drafting && (
              <Suspense>
                <DraftSheet
                  projectId={state.project.id}
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
      }}
    </Shown>
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
  const show = (file: RevisionFile) => {
    // That it was opened is written down for both sides; looking goes on when that cannot be said now.
    void openRevision(revision.id).catch(() => undefined);
    onShow(file);
  };
  return (
    <Section title={t('designs.revision', { label: revision.label })}>
      <p className={css.facts}>
        <strong>{t(`designs.state.${revision.state as 'draft'}`)}</strong>
        <span>
          {revision.author.name} · <time dateTime={revision.submitted_at ?? revision.created_at}>{times.full(revision.submitted_at ?? revision.created_at)}</time>
        </span>
        {revision.change_note && <span className={css.words}>{revision.change_note}</span>}
      </p>
      <ul className={rows.rows}>
        {revision.files.map((file) => (
          <li key={file.file_id}>
            <button type="button" className={`${rows.row} ${css.open}`} onClick={() => show(file)}>
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
