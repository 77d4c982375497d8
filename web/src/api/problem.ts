// What can go wrong with a request, as the three kinds a caller treats differently.
import type { Problem } from './types';

/** The server answered and refused; `problem` has its words in the reader's language. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly problem: Problem,
    readonly retryAfterMs?: number,
  ) {
    super(problem.title);
    this.name = 'Refusal';
  }

  get code(): string {
    return this.problem.code;
  }

  /** The same request may succeed later without a change. */
  get passing(): boolean {
    return (
      this.status >= 500 ||
      this.status === 408 ||
      this.status === 425 ||
      this.status === 429 ||
      this.code === 'idempotency_in_flight'
    );
  }
}

/** No answer came: no network, or the server is away. */
export class Unreachable extends Error {
  constructor(cause?: unknown) {
    super('unreachable', { cause });
    this.name = 'Unreachable';
  }
}

/** The session is over and could not be renewed. */
export class SignedOut extends Error {
  constructor() {
    super('signed out');
    this.name = 'SignedOut';
  }
}

export function retryAfterMs(response: Response): number | undefined {
  const value = response.headers.get('Retry-After');
  if (value === null) return undefined;
  const seconds = Number(value);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - Date.now());
}

export async function refusalOf(response: Response): Promise<Refusal> {
  const body: unknown = await response.json().catch(() => undefined);
  return refusalFrom(response, body);
}

export function refusalFrom(response: Response, body: unknown): Refusal {
  const known = typeof body === 'object' && body !== null ? (body as Partial<Problem>) : {};
  const problem: Problem = {
    type: known.type ?? 'about:blank',
    title: known.title ?? `HTTP ${response.status}`,
    status: response.status,
    detail: known.detail ?? '',
    code: known.code ?? `http_${response.status}`,
    request_id: known.request_id ?? '',
    ...(known.errors ? { errors: known.errors } : {}),
  };
  return new Refusal(response.status, problem, retryAfterMs(response));
}
