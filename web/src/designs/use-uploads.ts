// Files that are chosen for a revision, and how far each is.
import { useCallback, useEffect, useRef, useState } from 'react';
import type { RevisionFile } from '../api/types';
import { newId } from '../sync/ids';
import { send, type Sending } from './upload';

export interface Chosen {
  key: string;
  name: string;
  bytes: number;
  sent: number;
  state: 'sending' | 'paused' | 'sent' | 'failed';
  file_id?: string;
  /** Where it was chosen here. */
  file?: File;
}

export interface Uploads {
  all: readonly Chosen[];
  add(files: Iterable<File>): void;
  remove(key: string): void;
  toggle(key: string): void;
  /** All of them are on the server. */
  ready: boolean;
}

export function useUploads(project_id: string, before: readonly Pick<RevisionFile, 'file_id' | 'name' | 'bytes'>[] = []): Uploads {
  const [all, setAll] = useState<Chosen[]>(() =>
    before.map((file) => ({ key: file.file_id, name: file.name, bytes: file.bytes, sent: file.bytes, state: 'sent', file_id: file.file_id })),
  );
  const sendings = useRef(new Map<string, Sending>());
  const change = useCallback((key: string, to: Partial<Chosen>) => {
    setAll((chosen) => chosen.map((each) => (each.key === key ? { ...each, ...to } : each)));
  }, []);

  useEffect(() => {
    const running = sendings.current;
    return () => running.forEach((sending) => sending.pause());
  }, []);

  const remove = (key: string) => {
    sendings.current.get(key)?.drop();
    sendings.current.delete(key);
    setAll((chosen) => chosen.filter((each) => each.key !== key));
  };
  const add = (files: Iterable<File>) => {
    for (const file of files) {
      const key = newId();
      // A name stands once in a revision: the later file takes its place.
      all.filter(({ name }) => name === file.name).forEach((each) => remove(each.key));
      setAll((chosen) => [...chosen, { key, name: file.name, bytes: file.size, sent: 0, state: 'sending', file }]);
      const sending = send(project_id, file, (sent) => change(key, { sent }));
      sendings.current.set(key, sending);
      sending.done.then(
        (file_id) => change(key, { state: 'sent', sent: file.size, file_id }),
        () => change(key, { state: 'failed' }),
      );
    }
  };
  const toggle = (key: string) => {
    const paused = all.find((each) => each.key === key)?.state === 'paused';
    const sending = sendings.current.get(key);
    if (paused) sending?.goOn();
    else sending?.pause();
    change(key, { state: paused ? 'sending' : 'paused' });
  };
  return { all, add, remove, toggle, ready: all.length > 0 && all.every(({ state }) => state === 'sent') };
}
