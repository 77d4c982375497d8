// The viewers as the rest of the client sees them: nothing of them is loaded before the first file opens.
import { lazy, Suspense } from 'react';
import { withTexts } from '../i18n/late';
import { Loading } from '../ui/states';
import type { CompareProps } from './compare/compare';
import type { Made, Wanted } from './view';
import type { ViewerProps } from './viewer';

export type { Camera, Made, MarkActs, Pin, PinActs, Spot, Wanted } from './view';

const LazyViewer = lazy(() => withTexts(import('./viewer'), 'viewers'));
const LazyCompare = lazy(() => withTexts(import('./compare/compare'), 'viewers'));

/** Shows a file, whatever it is; fills the box it stands in. */
export function Viewer(props: ViewerProps) {
  return (
    <Suspense fallback={<Loading />}>
      <LazyViewer {...props} />
    </Suspense>
  );
}

/** Shows what differs between two revisions of a file. */
export function Compare(props: CompareProps) {
  return (
    <Suspense fallback={<Loading />}>
      <LazyCompare {...props} />
    </Suspense>
  );
}

/** What stands for a file, made here once; nothing where none is needed. */
export async function makePreview(file: Blob, name: string, wanted: Wanted, signal: AbortSignal): Promise<Made> {
  return (await import('./make-preview')).makePreview(file, name, wanted, signal);
}
