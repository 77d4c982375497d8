// The one way to the server: typed calls, the web session's cookie, one refresh when it has run out.
import createClient from 'openapi-fetch';
import { currentLocale } from '../i18n/locale';
import { refusalFrom, refusalOf, SignedOut, Unreachable } from './problem';
import type { paths } from './schema';

const BASE = '/api/v1';
const OPEN = [/\/setup$/, /\/sessions$/, /\/sessions\/[pr]/, /\/acceptance$/, /\/password-resets/, /\/limits$/, /\/unsubscriptions\//];
const REFRESHED_AT = 'dure.refreshed';

let whenSignedOut: () => void = () => {};

/** Called once the session cannot be renewed any more. */
export function onSignedOut(listener: () => void): void {
  whenSignedOut = listener;
}

async function reach(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new Unreachable(cause);
  }
}

function headers(extra?: HeadersInit): Headers {
  const all = new Headers(extra);
  all.set('Dure-Client', 'web');
  all.set('Accept-Language', currentLocale());
  return all;
}

/** Renews the session; several tabs and callers at once share one request. False: it is over. */
export async function refreshSession(): Promise<boolean> {
  const asked = Date.now();
  return navigator.locks.request('dure-refresh', async () => {
    if (Number(localStorage.getItem(REFRESHED_AT) ?? 0) > asked) return true;
    const response = await reach(
      new Request(`${BASE}/sessions/refresh`, {
        method: 'POST',
        headers: headers({ 'Content-Type': 'application/json' }),
        body: '{}',
      }),
    );
    if (response.ok) {
      localStorage.setItem(REFRESHED_AT, String(Date.now()));
      return true;
    }
    if (response.status >= 500 || response.status === 429) throw await refusalOf(response);
    return false;
  });
}

async function send(request: Request): Promise<Response> {
  const open = request.method !== 'GET' && OPEN.some((path) => path.test(new URL(request.url).pathname));
  const again = open ? undefined : request.clone();
  const response = await reach(request);
  if (response.status !== 401 || again === undefined) return response;
  if (!(await refreshSession())) {
    whenSignedOut();
    throw new SignedOut();
  }
  return reach(again);
}

export const api = createClient<paths>({ baseUrl: BASE, fetch: send, credentials: 'same-origin' });

api.use({
  onRequest({ request }) {
    request.headers.set('Dure-Client', 'web');
    request.headers.set('Accept-Language', currentLocale());
    return request;
  },
});

type Outcome<T> = { data?: T; error?: unknown; response: Response };

/** The answer of a call, or its refusal thrown. */
export async function answer<T>(call: Promise<Outcome<T>>): Promise<T> {
  const { data, error, response } = await call;
  if (!response.ok || error !== undefined) throw refusalFrom(response, error);
  return data as T;
}

/** The answer of a call, and the ETag of its resource for a later `If-Match`. */
export async function tagged<T>(call: Promise<Outcome<T>>): Promise<{ value: T; tag: string }> {
  const value = await answer(call);
  return { value, tag: (await call).response.headers.get('ETag') ?? '' };
}

/** All pages of a list, first to last. */
export async function everyPage<T>(
  page: (after: string | undefined) => Promise<{ items: T[]; next?: string }>,
): Promise<T[]> {
  const all: T[] = [];
  let after: string | undefined;
  do {
    const { items, next } = await page(after);
    all.push(...items);
    after = next;
  } while (after !== undefined);
  return all;
}
