// The engine's view of the server, over the typed client.
import { answer, api, refreshSession } from '../api/client';
import type { ServerPorts } from './ports';

export const server: ServerPorts = {
  snapshot: (project_id) => answer(api.GET('/projects/{project_id}/snapshot', { params: { path: { project_id } } })),
  events: (project_id, after, limit, wait, signal) =>
    answer(
      api.GET('/projects/{project_id}/events', {
        params: { path: { project_id }, query: { after, limit, ...(wait ? { wait } : {}) } },
        ...(signal ? { signal } : {}),
      }),
    ),
  post: async (entry) => {
    // What sends these is not needed before the first screen; it is on this device also without a network.
    if (entry.plan) return (await import('./plan-write')).sendPlanWrite(entry);
    if (entry.comment) return (await import('./comment-write')).sendCommentWrite(entry);
    const message = await answer(
      api.POST('/projects/{project_id}/messages', {
        params: { path: { project_id: entry.project_id }, header: { 'Idempotency-Key': entry.idempotency_key } },
        body: entry.message,
      }),
    );
    return { seq: message.seq };
  },
  tellRead: async (project_id, seq) => {
    await answer(api.PUT('/projects/{project_id}/read-marker', { params: { path: { project_id } }, body: { seq } }));
  },
  ticket: async () => (await answer(api.POST('/live-tickets'))).ticket,
  renew: refreshSession,
  get liveUrl() {
    return `${location.origin.replace(/^http/, 'ws')}/api/v1/live`;
  },
  alone: async (name, work) => {
    await navigator.locks.request(name, work);
  },
};
