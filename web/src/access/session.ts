// Who is signed in on this device, and the engine that works for them.
import { answer, api, onSignedOut } from '../api/client';
import { Refusal, SignedOut } from '../api/problem';
import type { Person } from '../api/types';
import { showLocale } from '../i18n/setup';
import { Engine } from '../sync/engine';
import { server } from '../sync/server';
import { Store, type Answer } from '../sync/store';

export interface Signed {
  readonly at: 'in';
  readonly person: Person;
  readonly engine: Engine;
  readonly store: Store;
  /** Last answers of plain reads, for the time without a network. */
  readonly answers: Map<string, Answer>;
}

export type SessionState =
  | { readonly at: 'starting' }
  | { readonly at: 'out'; readonly setup: 'open' | 'done' | 'unreachable'; readonly ended: boolean }
  | Signed;

const PERSON = 'dure.person';

let state: SessionState = { at: 'starting' };
/** A sign-out is under way: that the session ends is no news. */
let leaving = false;
const listeners = new Set<() => void>();

export const session = {
  subscribe(listener: () => void) {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  get: () => state,
};

function enter(next: SessionState): void {
  state = next;
  for (const listener of listeners) listener();
}

/** Shows what this device knows at once; asks the server behind it. */
export async function startSession(): Promise<void> {
  onSignedOut(() => void leave(true));
  const known = localStorage.getItem(PERSON);
  if (known) {
    const store = await Store.open(known);
    const answers = await store.answers();
    const person = answers.get('me')?.value as Person | undefined;
    if (person) {
      await begin(person, store, answers);
      void refreshMe();
      return;
    }
    store.close();
  }
  try {
    const { state: setup } = await answer(api.GET('/setup'));
    if (setup === 'open') return enter({ at: 'out', setup: 'open', ended: false });
    await signedIn(await answer(api.GET('/me')));
  } catch (error) {
    const refused = error instanceof SignedOut || (error instanceof Refusal && error.status < 500);
    enter({ at: 'out', setup: refused ? 'done' : 'unreachable', ended: false });
  }
}

/** A session was opened on this device. */
export async function signedIn(person: Person): Promise<void> {
  localStorage.setItem(PERSON, person.id);
  const store = await Store.open(person.id);
  await store.keepAnswer('me', { value: person });
  await begin(person, store, await store.answers());
}

async function begin(person: Person, store: Store, answers: Map<string, Answer>): Promise<void> {
  await showLocale(person.locale);
  const engine = new Engine(store, server);
  engine.onNews((news) => news.kind === 'ended' && void leave(true));
  enter({ at: 'in', person, engine, store, answers });
  void engine.start();
}

/** The person's own data changed. */
export async function personChanged(person: Person): Promise<void> {
  if (state.at !== 'in' || state.person.id !== person.id) return;
  state.answers.set('me', { value: person });
  await state.store.keepAnswer('me', { value: person });
  await showLocale(person.locale);
  if (state.at === 'in') enter({ ...state, person });
}

export async function refreshMe(): Promise<void> {
  try {
    const person = await answer(api.GET('/me'));
    if (state.at === 'in' && state.person.id !== person.id) {
      // Another tab signed somebody else in.
      state.engine.stop();
      await signedIn(person);
    } else {
      await personChanged(person);
    }
  } catch {
    // Without a network what is known stands; a session that ended has its own way.
  }
}

/** Ends this device's session and leaves nothing of it behind. */
export async function signOut(then = '/'): Promise<void> {
  if (state.at !== 'in') return;
  const signed = state;
  const { items } = await answer(api.GET('/sessions'));
  const current = items.find((each) => each.current);
  leaving = true;
  try {
    if (current) await answer(api.DELETE('/sessions/{session_id}', { params: { path: { session_id: current.id } } }));
  } catch (error) {
    leaving = false;
    throw error;
  }
  await forget(signed);
  if (location.pathname + location.hash === then) location.reload();
  else location.replace(then);
}

async function forget({ engine, store }: Signed): Promise<void> {
  engine.stop();
  localStorage.removeItem(PERSON);
  sessionStorage.clear();
  await store.erase().catch(() => {});
  for (const name of await caches.keys()) if (!name.includes('precache')) await caches.delete(name);
}

async function leave(ended: boolean): Promise<void> {
  if (leaving || state.at === 'out') return;
  if (state.at === 'in') {
    state.engine.stop();
    state.store.close();
    localStorage.removeItem(PERSON);
  }
  enter({ at: 'out', setup: 'done', ended: ended && state.at === 'in' });
}
