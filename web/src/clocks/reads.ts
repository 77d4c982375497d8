// What the server says of the clocks. The last answer is kept for when there is no network.
import { useEffect } from 'react';
import { useKept } from '../access/signed';
import { answer, api } from '../api/client';
import type { ClockEventPage, ProjectClocks } from '../api/types';
import type { RoomView } from '../sync/room';
import type { Figure } from './bars';

const MINUTE = 60_000;

export const clocksKey = (project_id: string) => ['clocks', project_id] as const;

/** The last event that may have moved a clock. */
function lastMove({ log }: RoomView): number {
  return log.findLast(({ approval, question, comment }) => approval ?? question ?? comment)?.seq ?? 0;
}

export function useClocks(room: RoomView) {
  const read = useKept<ProjectClocks>(
    clocksKey(room.id),
    () => answer(api.GET('/projects/{project_id}/clocks', { params: { path: { project_id: room.id } } })),
    { every: MINUTE },
  );
  const { refetch } = read;
  const moved = lastMove(room);
  useEffect(() => {
    if (moved > 0) void refetch();
  }, [moved, refetch]);
  return read;
}

export function eventsBehind(project_id: string, party_id: string, figure: Figure, after?: string): Promise<ClockEventPage> {
  const params = { path: { project_id, party_id }, query: { figure, ...(after === undefined ? {} : { after }) } };
  return answer(api.GET('/projects/{project_id}/clocks/{party_id}/events', { params }));
}

/** The latest of them. */
export function useEventsBehind(project_id: string, party_id: string, figure: Figure) {
  return useKept<ClockEventPage>(['clock-events', project_id, party_id, figure], () => eventsBehind(project_id, party_id, figure));
}
