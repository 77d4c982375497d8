// Frames of the socket, sub-protocol `dure.v1`.
import type { DureEvent, Seen } from '../api/types';

export const SUBPROTOCOL = 'dure.v1';

export type ClientFrame =
  | { op: 'hello'; ticket: string }
  | { op: 'subscribe'; id: number; project_id: string; epoch?: string; after?: number }
  | { op: 'unsubscribe'; id: number; project_id: string }
  | { op: 'typing'; project_id: string };

export type ServerFrame =
  | { op: 'welcome'; session_id: string; heartbeat_s: number }
  | { op: 'subscribed'; id: number; project_id: string; epoch: string; head: number; seen?: Seen[] }
  | { op: 'event'; event: DureEvent }
  | { op: 'marker'; project_id: string; seq: number }
  | { op: 'reset'; project_id: string; epoch: string; reason: string }
  | { op: 'presence'; project_id: string; people: string[] }
  | { op: 'typing'; project_id: string; person_id: string }
  | { op: 'seen'; project_id: string; person_id: string; party_id: string; seq: number }
  | { op: 'unsubscribed'; project_id: string; code: number | string }
  | { op: 'error'; id?: number; code: string; detail: string }
  | { op: 'heartbeat' };

/** The membership ended; everything of the project goes from this device. */
export const REMOVED = 4403;

export const CLOSE = { restart: 1012, slow: 4008, sessionEnded: 4401, flood: 4429 } as const;

/** The server's wish in a close reason such as `retry_ms=1500`. */
export function retryHint(reason: string): number | undefined {
  const found = /retry_ms=(\d{1,7})/.exec(reason);
  return found ? Number(found[1]) : undefined;
}

export function parseFrame(text: unknown): ServerFrame | undefined {
  if (typeof text !== 'string') return undefined;
  try {
    const frame: unknown = JSON.parse(text);
    return typeof frame === 'object' && frame !== null && 'op' in frame ? (frame as ServerFrame) : undefined;
  } catch {
    return undefined;
  }
}
