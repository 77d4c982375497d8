// Two revisions of one file: what differs, as far as their kind can be looked at.
import { lazy, Suspense, useCallback, useEffect, useMemo, useState, type ComponentType } from 'react';
import { useTranslation } from 'react-i18next';
import { Loading } from '../../ui/states';
import { Facts } from '../facts';
import type { Kind, ViewerName } from '../kind';
import { refusal } from '../limits';
import { Fence, useKind, Waiting } from '../viewer';
import viewer from '../viewer.module.css';
import type { Found, Unshown } from '../view';
import css from './compare.module.css';
import type { Compared, ComparedProps } from './compared';

export interface CompareProps {
  before: Compared;
  after: Compared;
}

const SheetsCompare = lazy(() => import('./sheets-compare'));
const ModelsCompare = lazy(() => import('./model-compare'));
const TablesCompare = lazy(() => import('./tables-compare'));

const VIEWS: Record<Exclude<ViewerName, 'none'>, ComponentType<ComparedProps>> = {
  pdf: SheetsCompare,
  image: SheetsCompare,
  dxf: SheetsCompare,
  model: ModelsCompare,
  table: TablesCompare,
};

export default function Compare({ before, after }: CompareProps) {
  const old = useKind(before.file, before.name);
  const young = useKind(after.file, after.name);
  if (!old || !young) return <Loading />;
  return <Opened before={before} after={after} kinds={[old, young]} />;
}

function Opened({ before, after, kinds }: CompareProps & { kinds: readonly [Kind, Kind] }) {
  const { t } = useTranslation();
  const [found, setFound] = useState<Found>();
  const [failure, setFailure] = useState<Unshown>();
  const same = useSame(before.file, after.file);
  const onShown = useCallback(setFound, [setFound]);
  const [old, young] = kinds;
  const sides = useMemo(() => ({ before: { ...before, kind: old }, after: { ...after, kind: young } }), [before, after, old, young]);
  const refused = failure ?? refusal(old, before.file) ?? refusal(young, after.file);
  if (old.viewer === 'none' || old.viewer !== young.viewer || refused) {
    return (
      <div className={viewer.viewer} data-viewer="compare" data-state={refused ? 'failed' : 'none'} data-why={refused?.why}>
        <p className={css.same}>{same ? t('viewers.compare.same') : t(old.viewer === young.viewer ? 'viewers.compare.no_viewer' : 'viewers.compare.differ')}</p>
        <div className={css.beside}>
          <Facts {...before} kind={old} failure={refused} />
          <Facts {...after} kind={young} failure={refused} />
        </div>
      </div>
    );
  }
  const View = VIEWS[old.viewer];
  return (
    <div className={viewer.viewer} data-viewer="compare" data-state={found ? 'shown' : 'loading'} data-count={found?.count}>
      {same && <p className={css.same}>{t('viewers.compare.same')}</p>}
      <Fence onFailed={setFailure}>
        <Suspense fallback={null}>
          <View {...sides} onShown={onShown} onFailed={setFailure} />
        </Suspense>
      </Fence>
      {!found && <Waiting {...after} />}
    </div>
  );
}

const MOST_COMPARED = 64 * 1024 * 1024;

/** Whether two files are the same to the byte. */
function useSame(a: Blob, b: Blob): boolean {
  const [same, setSame] = useState(false);
  useEffect(() => {
    let wanted = true;
    if (a.size !== b.size || a.size > MOST_COMPARED) return;
    void Promise.all([a.arrayBuffer(), b.arrayBuffer()]).then(([first, second]) => {
      const other = new Uint8Array(second);
      if (wanted) setSame(new Uint8Array(first).every((byte, at) => byte === other[at]));
    });
    return () => {
      wanted = false;
    };
  }, [a, b]);
  return same;
}
