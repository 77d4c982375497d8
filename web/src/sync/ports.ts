// What the engine needs from the server, and what it tells the views.
import type { DureEvent, EventPage, Snapshot } from '../api/types';
import type { Phase } from './connection';
import type { OutboxEntry } from './outbox';

/** The server as the engine needs it. */
export interface ServerPorts {
  snapshot(projectId: string): Promise<Snapshot>;
  events(projectId: string, after: number, limit: number, wait?: number, signal?: AbortSignal): Promise<EventPage>;
  post(entry: OutboxEntry): Promise<{ seq: number }>;
  tellRead(projectId: string, seq: number): Promise<void>;
  ticket(): Promise<string>;
  renew(): Promise<boolean>;
  liveUrl: string;
  alone(name: string, work: () => Promise<void>): Promise<void>;
}

export interface Network {
  readonly phase: Phase;
  readonly online: boolean;
  /** Messages, changes and comments of all projects that the server has not acknowledged. */
  readonly unsent: number;
  readonly refused: number;
}

export type EngineNews =
  | { kind: 'events'; projectId: string; events: readonly DureEvent[] }
  | { kind: 'dropped'; projectId: string }
  | { kind: 'caught-up' }
  | { kind: 'ended' };
