// Tells the engine which projects to keep current, and the lists what the engine has heard.
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useProjects } from '../access/reads';
import { useSigned } from '../access/signed';
import type { DureEvent, Snapshot, Turn } from '../api/types';
import { isMine, meIn } from '../plan/turns';

/** So many of a person's projects, the liveliest first, are kept on the device. */
const FOLLOWED = 50;

export function Follow() {
  const { engine, person } = useSigned();
  const projects = useProjects();
  const queries = useQueryClient();

  useEffect(() => {
    const liveliest = [...(projects.data ?? [])].sort((a, b) =>
      (b.last_event_at ?? b.created_at).localeCompare(a.last_event_at ?? a.created_at),
    );
    engine.follow(liveliest.slice(0, FOLLOWED).map((project) => project.id));
    for (const project of liveliest) void engine.marks.learn(project.id, project.read_seq ?? 0);
  }, [engine, projects.data]);

  useEffect(
    () =>
      engine.onNews((news) => {
        if (news.kind === 'dropped') void queries.invalidateQueries({ queryKey: ['projects'] });
        if (news.kind === 'caught-up') void queries.invalidateQueries();
        if (news.kind !== 'events') return;
        if (news.events.some((event) => event.action || event.question)) {
          const over = new Set(news.events.flatMap((event) => passedOn(event, engine.room(news.projectId).state, person.id)));
          queries.setQueryData<Turn[]>(['turn'], (turns) => turns?.filter((turn) => !over.has((turn.action ?? turn.question)?.id ?? '')));
          void queries.invalidateQueries({ queryKey: ['turn'] });
        }
        for (const { revision } of news.events) {
          if (revision) void queries.invalidateQueries({ queryKey: ['revisions', revision.design_id] });
        }
        for (const { comment } of news.events) {
          if (comment) void queries.invalidateQueries({ queryKey: ['comments', comment.design_id] });
        }
        if (news.events.some((event) => event.comment)) void queries.invalidateQueries({ queryKey: ['comment-turns'] });
        if (news.events.some((event) => event.approval)) void queries.invalidateQueries({ queryKey: ['approval-turns'] });
        if (news.events.some((event) => event.charter)) void queries.invalidateQueries({ queryKey: ['charter-turns'] });
        if (news.events.some((event) => event.meeting)) void queries.invalidateQueries({ queryKey: ['confirmations'] });
        if (news.events.some((event) => event.kind.startsWith('projects.'))) {
          void queries.invalidateQueries({ queryKey: ['project', news.projectId] });
          void queries.invalidateQueries({ queryKey: ['members', news.projectId] });
        }
      }),
    [engine, queries],
  );
  return null;
}

/** What an event took out of the reader's hands. */
function passedOn({ action, question }: DureEvent, state: Snapshot | undefined, person: string): string[] {
  const item = action ?? question;
  if (!item || !state) return [];
  return item.ball && isMine(item.ball, meIn(state, person)) ? [] : [item.id];
}
