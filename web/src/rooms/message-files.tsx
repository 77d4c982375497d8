// Files that came with a message, and one of them on the whole screen.
import '@mantine/core/styles/ModalBase.css';
import '@mantine/core/styles/Modal.css';
import '@mantine/core/styles/Overlay.css';
import '@mantine/core/styles/Paper.css';
import { Button, Modal } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Message, RevisionFile } from '../api/types';
import designs from '../designs/designs.module.css';
import { useShownFile } from '../designs/shown-file';
import { Thumbnail } from '../designs/thumbnail';
import { contentPath } from '../designs/writes';
import { useBack } from '../ui/back';
import { Icon } from '../ui/icon';
import { Empty, Shown } from '../ui/states';
import tab from '../ui/tab.module.css';
import { Viewer } from '../viewers';
import { sizeIn, visible } from '../viewers/facts';
import css from './message-files.module.css';

export default function MessageFiles({ message, files }: { message: Message; files: readonly RevisionFile[] }) {
  const { i18n } = useTranslation();
  const [open, setOpen] = useState<RevisionFile>();
  return (
    <>
      <ul className={css.files}>
        {files.map((file) => (
          <li key={file.file_id}>
            <button type="button" className={css.file} onClick={() => setOpen(file)} aria-haspopup="dialog">
              <Thumbnail file={file} />
              <span className={css.words}>
                <span className={css.name}>{visible(file.name)}</span>
                <span className="figures">{sizeIn(file.bytes, i18n.language)}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
      {open && <Opened projectId={message.project_id} file={open} onClose={() => setOpen(undefined)} />}
    </>
  );
}

function Opened({ projectId, file, onClose }: { projectId: string; file: RevisionFile; onClose(): void }) {
  const { t, i18n } = useTranslation();
  useBack(onClose);
  const { read, shown, heavy, askItself } = useShownFile(projectId, file);
  const view = (blob?: Blob) => <Viewer file={blob} name={file.name} preview={shown} onItself={askItself} />;
  return (
    <Modal opened onClose={onClose} fullScreen withCloseButton={false} padding={0} transitionProps={{ duration: 0 }} lockScroll={false} aria-label={file.name} styles={{ content: { background: 'var(--paper)' }, body: { height: '100%' } }}>
      <div className={`${designs.file} ${css.screen}`}>
        <div className={designs.bar}>
          <button type="button" className={tab.back} onClick={onClose}>
            <Icon name="back" size={16} />
            {t('act.close')}
          </button>
          <h2 className={designs.name}>{visible(file.name)}</h2>
          <Button variant="default" size="compact-md" component="a" href={contentPath(file.file_id)} download={file.name}>
            {t('designs.save')}
          </Button>
        </div>
        <div className={designs.view}>
          {heavy && !shown ? (
            <Empty title={visible(file.name)}>{t('designs.too_large', { size: sizeIn(file.bytes, i18n.language) })}</Empty>
          ) : shown ? (
            view()
          ) : (
            <Shown read={read}>{view}</Shown>
          )}
        </div>
      </div>
    </Modal>
  );
}
