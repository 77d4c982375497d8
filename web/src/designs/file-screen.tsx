// A file of a revision on the whole pane, alone or beside what it was in the revision before.
import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Revision, RevisionFile } from '../api/types';
import { speaks } from '../comments/settle';
import { useTalkOn, type Talk } from '../comments/talk';
import { useMarkups } from '../markups/use-markups';
import { useBack } from '../ui/back';
import { Icon } from '../ui/icon';
import { Empty, Loading, Shown, Trouble } from '../ui/states';
import tab from '../ui/tab.module.css';
import { Compare, Viewer, type PinActs } from '../viewers';
import { sizeIn, visible } from '../viewers/facts';
import { save } from '../viewers/save';
import { between } from './changed';
import css from './designs.module.css';
import { Differs } from './differs';
import { useContent, useShownFile } from './shown-file';
import { contentPath } from './writes';

interface FileScreenProps {
  talk: Talk;
  /** The comment that somebody came to see. */
  commentId: string | undefined;
  revision: Revision;
  file: RevisionFile;
  /** The submitted revision before it, or the one that it is compared with. */
  before: Revision | undefined;
  /** Where somebody came to see what changed since this one. */
  since?: Revision;
  /** Where it leads back to, if that is not the revision. */
  back?: string;
  onFile(file: RevisionFile): void;
  onClose(): void;
}

export default function FileScreen({ talk, commentId, revision, file, before, since, back, onFile, onClose }: FileScreenProps) {
  const { t, i18n } = useTranslation();
  useBack(onClose);
  const { pins, count, list, sheets } = useTalkOn(talk, revision, file, commentId);
  const marks = useMarkups(revision, file, talk.who, revision.state !== 'draft' && speaks(talk.me));
  const [compares, setCompares] = useState(since !== undefined);
  const { read, shown, heavy, askItself } = useShownFile(revision.project_id, file);
  const differs = before && between(before, revision);
  const old = differs?.changed.find((pair) => pair.file.file_id === file.file_id)?.old;
  const view = (blob?: Blob) => <Viewer file={blob} name={file.name} preview={shown} onItself={askItself} {...marks.acts} {...pins} pins={shown ? onPreview(shown.file, pins.pins) : pins.pins} />;
  return (
    <div className={css.file}>
      <div className={css.bar}>
        <button type="button" className={tab.back} onClick={onClose}>
          <Icon name="back" size={16} />
          {back ?? t('designs.revision', { label: revision.label })}
        </button>
        <h2 className={css.name}>{file.name}</h2>
        <Button variant="default" size="compact-md" onClick={list}>
          {t('comments.title')} {count}
        </Button>
        <Button variant="default" size="compact-md" onClick={marks.list}>
          {t('designs.marks')} {marks.count}
        </Button>
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
          <Button className={css.twice} variant="default" size="compact-md" disabled={!read.data} onClick={() => read.data && save(read.data, file.name)}>
            {t('designs.save')}
          </Button>
        )}
      </div>
      {since && differs && <Differs of={differs} since={since} revision={revision} file={file} onFile={onFile} />}
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
      {sheets}
      {marks.sheets}
    </div>
  );
}

/** A picture of a sheet is one of the first page. */
function onPreview({ type }: Blob, pins: PinActs['pins']) {
  return type.startsWith('image/') ? pins?.filter(({ spot }) => spot.on === 'page' && spot.page === 1) : pins;
}

function Both({ file, old }: { file: RevisionFile; old: RevisionFile }) {
  const [young, before] = [useContent(file), useContent(old)];
  if (young.error ?? before.error) return <Trouble of={young.error ?? before.error} again={() => void Promise.all([young.refetch(), before.refetch()])} />;
  if (!young.data || !before.data) return <Loading />;
  return <Compare before={{ file: before.data, name: old.name }} after={{ file: young.data, name: file.name }} />;
}
