// A small picture of a file in a list, or the sign of its kind: in a box of one size, whatever comes.
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { RevisionFile } from '../api/types';
import { Icon, type IconName } from '../ui/icon';
import { kindByName, type ViewerName } from '../viewers/kind';
import css from './thumbnail.module.css';
import { thumbnail } from './writes';

const PICTURED: readonly string[] = ['image/png', 'image/jpeg', 'image/webp'];
const SIGNS: Record<ViewerName, IconName> = { pdf: 'drawing', dxf: 'drawing', model: 'cube', image: 'picture', table: 'table', none: 'file' };
const MINUTE = 60_000;

type Pictured = Pick<RevisionFile, 'file_id' | 'name' | 'media_type'>;

const isModel = ({ name }: Pictured) => kindByName(name).viewer === 'model';

/** Sheets and models have a picture once a desk has made it. */
const mayHavePicture = (file: Pictured) => PICTURED.includes(file.media_type) || ['pdf', 'dxf', 'model'].includes(kindByName(file.name).viewer);

/** The file that stands for a revision in a list: of a model the model, else the first one with a picture. */
export function faceOf(files: readonly RevisionFile[], kind: string): RevisionFile | undefined {
  const model = files.find(isModel);
  const drawn = files.find((file) => mayHavePicture(file) && !isModel(file));
  return (kind === 'model' ? (model ?? drawn) : (drawn ?? model)) ?? files[0];
}

/** With no file, the sign alone. */
export function Thumbnail({ file, sign }: { file: Pictured | undefined; sign?: IconName }) {
  const box = useRef<HTMLSpanElement>(null);
  const seen = useSeen(box);
  const address = usePicture(file, seen);
  return (
    <span ref={box} className={css.box} aria-hidden="true" data-thumbnail={address ? 'picture' : 'sign'}>
      {address ? <img src={address} alt="" decoding="async" /> : <Icon name={file ? SIGNS[kindByName(file.name).viewer] : (sign ?? 'file')} />}
    </span>
  );
}

function usePicture(file: Pictured | undefined, wanted: boolean): string | undefined {
  const { data } = useQuery({
    queryKey: ['thumbnail', file?.file_id ?? ''],
    queryFn: ({ signal }) => thumbnail(file!.file_id, signal),
    enabled: wanted && file !== undefined && mayHavePicture(file),
    // A picture never changes; one that is not there yet may come.
    staleTime: ({ state }) => (state.data ? Infinity : MINUTE),
    retry: false,
  });
  const [address, setAddress] = useState<string>();
  useEffect(() => {
    if (!data) return;
    const made = URL.createObjectURL(data);
    setAddress(made);
    return () => {
      setAddress(undefined);
      URL.revokeObjectURL(made);
    };
  }, [data]);
  return address;
}

/** Nothing is fetched for a row that nobody has scrolled to. */
function useSeen(box: React.RefObject<HTMLElement | null>): boolean {
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    if (!box.current || seen) return;
    const watching = new IntersectionObserver((entries) => entries.some(({ isIntersecting }) => isIntersecting) && setSeen(true), { rootMargin: '200px' });
    watching.observe(box.current);
    return () => watching.disconnect();
  }, [box, seen]);
  return seen;
}
