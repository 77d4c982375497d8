// The signed-in person for views, and the engine's state as React reads it.
import { useQueries, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { createContext, useContext, useSyncExternalStore } from 'react';
import type { Network } from '../sync/ports';
import type { RoomView } from '../sync/room';
import type { Signed } from './session';

export const SignedContext = createContext<Signed | undefined>(undefined);

export function useSigned(): Signed {
  const signed = useContext(SignedContext);
  if (!signed) throw new Error('this view stands behind sign-in');
  return signed;
}

export function useRoom(id: string): RoomView {
  const { engine } = useSigned();
  return useSyncExternalStore(engine.subscribe, () => engine.room(id));
}

export function useNetwork(): Network {
  const { engine } = useSigned();
  return useSyncExternalStore(engine.subscribe, () => engine.network);
}

interface Read<T> {
  key: readonly string[];
  fetch: () => Promise<T>;
  enabled?: boolean;
  every?: number;
}

/** A plain read whose last answer is kept on this device and shown until a newer one is here. */
export function useKept<T>(
  key: readonly string[],
  fetch: () => Promise<T>,
  options: { enabled?: boolean; every?: number } = {},
): UseQueryResult<T> {
  return useQuery(kept(useSigned(), { key, fetch, ...options })) as UseQueryResult<T>;
}

/** When the kept answer of a read came, in milliseconds. */
export function useKeptAt(key: readonly string[]): number | undefined {
  return useSigned().answers.get(key.join('/'))?.at;
}

/** Several of them at once. */
export function useEachKept<T>(reads: Read<T>[]): UseQueryResult<T>[] {
  const signed = useSigned();
  return useQueries({ queries: reads.map((read) => kept(signed, read)) }) as UseQueryResult<T>[];
}

function kept<T>({ answers, store }: Signed, { key, fetch, enabled, every }: Read<T>) {
  const name = key.join('/');
  return {
    queryKey: key,
    queryFn: async () => {
      const value = await fetch();
      const answer = { value, at: Date.now() };
      answers.set(name, answer);
      void store.keepAnswer(name, answer);
      return value;
    },
    initialData: () => answers.get(name)?.value as T | undefined,
    initialDataUpdatedAt: 0,
    enabled: enabled ?? true,
    refetchInterval: every ?? (false as const),
  };
}
