// A file of a revision on the whole pane, alone or beside what it was in the revision before.
import { Button } from '@mantine/core';
import { skipToken, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Revision, RevisionFile } from '../api/types';
import { useBack } from '../ui/back';
import { useDesk } from '../ui/desk';
import { Icon } from '../ui/icon';
import { Empty, Loading, Shown, Trouble } from '../ui/states';
import tab from '../ui/tab.module.css';
import { Compare, Viewer } from '../viewers';
import { sizeIn, visible } from '../viewers/facts';
import { LARGEST } from '../viewers/limits';
import { save } from '../viewers/save';
import css from './designs.module.css';
import { isHeavy, isLightened, lighten } from './previews';
import { content, contentPath, previewOf } from './writes';

interface FileScreenProps {
  revision: Revision;
  file: RevisionFile;
  /** The submitted revision before it. */
  before: Revision | undefined;
  onClose(): void;
}

export default function FileScreen({ revision, file, before, onClose }: FileScreenProps) {
  const { t, i18n } = useTranslation();
  useBack(onClose);
  const [compares, setCompares] = useState(false);
  const desk = useDesk();
  const [itself, setItself] = useState(false);
  const preview = usePreview(file, !desk && !itself && isHeavy(file));
  // On a phone the file itself is fetched when it is asked for, or when nothing stands in its place.
  const read = useContent(file, desk || itself || !preview.isEnabled || preview.isError || preview.data === null);
  useLightened(revision.project_id, file, desk ? read.data : undefined);
  const shown = preview.isEnabled ? preview.data : undefined;
  const heavy = file.bytes > LARGEST;
  const old = before?.files.find((one) => one.name === file.name && one.sha256 !== file.sha256);
  const view = (blob?: Blob) => <Viewer file={blob} name={file.name} preview={shown ?? undefined} onItself={() => setItself(true)} />;
  return (
    <div className={css.file}>
      <div className={css.bar}>
        <button type="button" className={tab.back} onClick={onClose}>
          <Icon name="back" size={16} />
          {t('designs.revision', { label: revision.label })}
        </button>
        <h2 className={css.name}>{file.name}</h2>
        {old && before && (
          <Button variant="default" size="compact-md" aria-pressed={compares} onClick={() => setCompares(!compares)}>
            {t(compares ? 'designs.compare_end' : 'designs.compare', { label: before.label })}
          </Button>
        )}
        {heavy || shown ? (
          <Button variant="default" size="compact-md" component="a" href={contentPath(file.file_id)} download={file.name}>
            {t('designs.save')}
          </Button>
        ) : (
          <Button variant="default" size="compact-md" disabled={!read.data} onClick={() => read.data && save(read.data, file.name)}>
            {t('designs.save')}
          </Button>
        )}
      </div>
      <div className={css.view}>
        {heavy && !shown ? (
          <Empty title={visible(file.name)}>{t('designs.too_large', { size: sizeIn(file.bytes, i18n.language) })}</Empty>
        ) : compares && old ? (
          <Both file={file} old={old} />
        ) : shown ? (
          view()
        ) : (
          <Shown read={read}>{view}</Shown>
        )}
      </div>
    </div>
  );
}

/** What stands in the file's place on a phone, and who made it. */
function usePreview({ file_id }: RevisionFile, enabled: boolean) {
  const queryFn = async ({ signal }: { signal: AbortSignal }) => {
    const preview = await previewOf(file_id, signal);
    return preview && { file: await content(preview.file.id, signal), by: preview.made_by.name };
  };
  return useQuery({ queryKey: ['preview', file_id], queryFn, enabled, staleTime: Infinity, gcTime: 0 });
}

/** A desk that has read a heavy file makes what phones are shown of it, once its own view had the first word. */
function useLightened(project_id: string, { file_id, name, bytes }: RevisionFile, file: Blob | undefined) {
  const wanted = isLightened({ name, bytes });
  useEffect(() => {
    if (!file || !wanted) return;
    const stop = new AbortController();
    const timer = setTimeout(() => void lighten(project_id, file_id, name, file, stop.signal), 2_000);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [project_id, file_id, name, file, wanted]);
}

/** Bytes never change under their id: they are asked for once, and let go when the screen closes. What no view takes on
 * is not asked for. */
function useContent(file: RevisionFile, wanted = true) {
  return useQuery({
    queryKey: ['content', file.file_id],
    queryFn: !wanted || file.bytes > LARGEST ? skipToken : ({ signal }) => content(file.file_id, signal),
    staleTime: Infinity,
    gcTime: 0,
  });
}

function Both({ file, old }: { file: RevisionFile; old: RevisionFile }) {
  const [young, before] = [useContent(file), useContent(old)];
  if (young.error ?? before.error) return <Trouble of={young.error ?? before.error} again={() => void Promise.all([young.refetch(), before.refetch()])} />;
  if (!young.data || !before.data) return <Loading />;
  return <Compare before={{ file: before.data, name: old.name }} after={{ file: young.data, name: file.name }} />;
}
