// Calls about meetings.
import { answer, api, everyPage, tagged } from '../api/client';
import type { Meeting } from '../api/types';

export interface Given {
  title: string;
  agenda: string;
  starts_at: string;
  minutes: number;
  time_zone: string;
  /** `none`, `made`, or `own` with an address. */
  video: 'none' | 'made' | 'own';
  video_url: string;
  /** Nobody named invites everyone. */
  party_ids: readonly string[];
}

export const FIELDS = ['title', 'agenda', 'starts_at', 'minutes', 'time_zone', 'video', 'video_url', 'party_ids'].map((field) => `/${field}`);

const keyed = (key: string) => ({ header: { 'Idempotency-Key': key } });

function video({ video, video_url }: Given) {
  if (video === 'made') return { video: true };
  return video === 'own' && video_url.trim() ? { video_url: video_url.trim() } : {};
}

export function create(project_id: string, id: string, key: string, given: Given): Promise<Meeting> {
  const { title, agenda, starts_at, minutes, time_zone, party_ids } = given;
  return answer(
    api.POST('/projects/{project_id}/meetings', {
      params: { path: { project_id }, ...keyed(key) },
      body: {
        id,
        title,
        starts_at,
        minutes,
        time_zone,
        ...(agenda.trim() ? { agenda } : {}),
        ...video(given),
        ...(party_ids.length > 0 ? { party_ids: [...party_ids] } : {}),
      },
    }),
  );
}

/** What differs from the meeting as it stands. */
export function changesOf(meeting: Meeting, given: Given) {
  const clear: string[] = [];
  if (meeting.agenda !== undefined && !given.agenda.trim()) clear.push('agenda');
  if (meeting.video_url !== undefined && given.video === 'none') clear.push('video_url');
  if (meeting.party_ids !== undefined && given.party_ids.length === 0) clear.push('party_ids');
  const same = String([...(meeting.party_ids ?? [])].sort()) === String([...given.party_ids].sort());
  const planned = meeting.state === 'planned';
  return {
    ...(given.title !== meeting.title ? { title: given.title } : {}),
    ...(given.agenda.trim() && given.agenda !== meeting.agenda ? { agenda: given.agenda } : {}),
    ...(planned && Date.parse(given.starts_at) !== Date.parse(meeting.starts_at) ? { starts_at: given.starts_at } : {}),
    ...(planned && given.minutes !== meeting.minutes ? { minutes: given.minutes } : {}),
    ...(planned && given.time_zone !== meeting.time_zone ? { time_zone: given.time_zone } : {}),
    ...(given.video === 'own' && given.video_url.trim() === meeting.video_url ? {} : video(given)),
    ...(planned && !same && given.party_ids.length > 0 ? { party_ids: [...given.party_ids] } : {}),
    ...(clear.length > 0 ? { clear } : {}),
  };
}

export function update(meeting_id: string, key: string, tag: string | undefined, body: ReturnType<typeof changesOf>): Promise<Meeting> {
  const header = { 'Idempotency-Key': key, ...(tag ? { 'If-Match': tag } : {}) };
  return answer(api.PATCH('/meetings/{meeting_id}', { params: { path: { meeting_id }, header }, body }));
}

export function start(meeting_id: string, key: string): Promise<Meeting> {
  return answer(api.POST('/meetings/{meeting_id}/start', { params: { path: { meeting_id }, ...keyed(key) }, body: {} }));
}

export function close(meeting_id: string, key: string, summary: string, attendee_ids: string[]): Promise<Meeting> {
  const body = { ...(summary.trim() ? { summary } : {}), ...(attendee_ids.length > 0 ? { attendee_ids } : {}) };
  return answer(api.POST('/meetings/{meeting_id}/closure', { params: { path: { meeting_id }, ...keyed(key) }, body }));
}

export function reopen(meeting_id: string, key: string): Promise<Meeting> {
  return answer(api.POST('/meetings/{meeting_id}/reopening', { params: { path: { meeting_id }, ...keyed(key) }, body: {} }));
}

export function cancel(meeting_id: string, key: string, reason: string): Promise<Meeting> {
  const body = reason.trim() ? { reason } : {};
  return answer(api.POST('/meetings/{meeting_id}/cancellation', { params: { path: { meeting_id }, ...keyed(key) }, body }));
}

/** `tag` is that of the page on the screen: no other is confirmed. */
export function confirm(meeting_id: string, key: string, tag: string): Promise<Meeting> {
  const header = { 'Idempotency-Key': key, 'If-Match': tag };
  return answer(api.POST('/meetings/{meeting_id}/confirmations', { params: { path: { meeting_id }, header }, body: {} }));
}

export function read(meeting_id: string): Promise<{ value: Meeting; tag: string }> {
  return tagged(api.GET('/meetings/{meeting_id}', { params: { path: { meeting_id } } }));
}

export function list(project_id: string): Promise<Meeting[]> {
  return everyPage((after) =>
    answer(api.GET('/projects/{project_id}/meetings', { params: { path: { project_id }, query: { limit: 200, ...(after ? { after } : {}) } } })),
  );
}

export async function zones(project_id: string) {
  return (await answer(api.GET('/projects/{project_id}/time-zones', { params: { path: { project_id } } }))).items;
}

/** Where the calendar file is; the browser sends its session along. */
export function calendarPath(meeting_id: string): string {
  return `/api/v1/meetings/${meeting_id}/calendar`;
}
