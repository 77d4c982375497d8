// One file on the screen: loading, shown, not viewable, or failed with the file offered.
import { Component, lazy, Suspense, use, useCallback, useEffect, useState, type ComponentType, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useDesk } from '../ui/desk';
import { Loading } from '../ui/states';
import { Facts } from './facts';
import { kindOfFile, type Kind, type ViewerName } from './kind';
import { refusal } from './limits';
import { Savable, save } from './save';
import { Unshown, unshown, type Found, type MarkActs, type PinActs, type ViewProps } from './view';
import css from './viewer.module.css';

export interface ViewerProps extends PinActs, MarkActs {
  /** The file itself, once it is here: where a preview is shown it need not be fetched. */
  file: Blob | undefined;
  name: string;
  /** Something lighter made from the file: what a phone shows in its place. */
  preview?: { file: Blob; by: string } | undefined;
  /** The file itself is asked for: the preview is taken away, and the file fetched. */
  onItself?: (() => void) | undefined;
}

const view = (load: () => Promise<{ default: ComponentType<ViewProps> }>) =>
  lazy(() => load().catch(() => Promise.reject(new Unshown('not_loaded'))));

const VIEWS: Record<Exclude<ViewerName, 'none'>, ComponentType<ViewProps>> = {
  pdf: view(() => import('./pdf/pdf-view')),
  image: view(() => import('./image/image-view')),
  dxf: view(() => import('./dxf/dxf-view')),
  model: view(() => import('./model/model-view')),
  table: view(() => import('./table/table-view')),
};

export default function Viewer({ preview, onItself, file, ...props }: ViewerProps) {
  const desk = useDesk();
  if (preview && !desk) {
    return (
      <div className={css.viewer} data-preview>
        <PreviewNote by={preview.by} onItself={onItself} />
        <Savable value={false}>
          <OfFile {...props} file={preview.file} name={`${props.name}.${previewEnding(preview.file)}`} />
        </Savable>
      </div>
    );
  }
  return file ? <OfFile {...props} file={file} /> : <Loading />;
}

const previewEnding = (file: Blob) => (file.type.startsWith('image/') ? file.type.slice(6) : 'glb');

/** A preview never counts as the file: who made it, and the file one tap away. */
function PreviewNote({ by, onItself }: { by: string; onItself: (() => void) | undefined }) {
  const { t } = useTranslation();
  return (
    <div className={css.preview}>
      <p>{t('viewers.preview', { by })}</p>
      <button type="button" className={css.plain} onClick={onItself}>
        {t('viewers.preview_itself')}
      </button>
    </div>
  );
}

interface OfFileProps extends PinActs, MarkActs {
  file: Blob;
  name: string;
}

function OfFile(props: OfFileProps) {
  const kind = useKind(props.file, props.name);
  if (!kind) return <Loading />;
  return <Opened key={keyOf(props.file)} kind={kind} {...props} />;
}

function Opened({ kind, ...props }: OfFileProps & { kind: Kind }) {
  const [found, setFound] = useState<Found>();
  const [failure, setFailure] = useState<Unshown>();
  const onShown = useCallback((what: Found) => (what.count > 0 ? setFound(what) : setFailure(new Unshown('empty'))), []);
  const { file, name } = props;
  const refused = failure ?? refusal(kind, file);
  if (kind.viewer === 'none' || file.size === 0 || refused) {
    return (
      <div className={css.viewer} data-viewer={kind.viewer} data-state={refused ? 'failed' : 'none'} data-why={refused?.why}>
        <Facts file={file} name={name} kind={kind} failure={refused} />
      </div>
    );
  }
  const View = VIEWS[kind.viewer];
  return (
    <div className={css.viewer} data-viewer={kind.viewer} data-state={found ? 'shown' : 'loading'} data-count={found?.count}>
      {kind.claimed && <Lie kind={kind} />}
      <Fence onFailed={setFailure}>
        <Suspense fallback={null}>
          <View kind={kind} onShown={onShown} onFailed={setFailure} {...props} />
        </Suspense>
      </Fence>
      {!found && <Waiting file={file} name={name} />}
    </div>
  );
}

function Lie({ kind }: { kind: Kind }) {
  const { t } = useTranslation();
  return <p className={css.note}>{t('viewers.claims', { claimed: kind.claimed ?? '', format: kind.format })}</p>;
}

/** After a few seconds the wait is counted, and the file can be taken instead. */
export function Waiting({ file, name }: { file: Blob; name: string }) {
  const { t } = useTranslation();
  const savable = use(Savable);
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setSeconds((past) => past + 1), 1000);
    return () => clearInterval(timer);
  }, []);
  return (
    <div className={css.waiting} data-loading role="status">
      <p>{t('viewers.reading')}</p>
      {seconds >= 4 && <p className="figures">{t('viewers.reading_seconds', { count: seconds })}</p>}
      {seconds >= 4 && savable && (
        <button type="button" className={css.plain} onClick={() => save(file, name)}>
          {t('viewers.save')}
        </button>
      )}
    </div>
  );
}

interface FenceProps {
  onFailed(failure: Unshown): void;
  children: ReactNode;
}

/** What breaks in a view stays in it. */
export class Fence extends Component<FenceProps, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError() {
    return { broken: true };
  }

  override componentDidCatch(error: unknown) {
    this.props.onFailed(unshown(error));
  }

  override render() {
    return this.state.broken ? null : this.props.children;
  }
}

export function useKind(file: Blob, name: string): Kind | undefined {
  const [known, setKnown] = useState<{ file: Blob; name: string; kind: Kind }>();
  useEffect(() => {
    let wanted = true;
    void kindOfFile(file, name)
      .catch((): Kind => ({ viewer: 'none', format: '' }))
      .then((kind) => wanted && setKnown({ file, name, kind }));
    return () => {
      wanted = false;
    };
  }, [file, name]);
  return known?.file === file && known.name === name ? known.kind : undefined;
}

const keys = new WeakMap<Blob, number>();
let lastKey = 0;

/** Another file is another view, with nothing kept of the one before. */
function keyOf(file: Blob): number {
  if (!keys.has(file)) keys.set(file, (lastKey += 1));
  return keys.get(file)!;
}
