// The plain reads that more than one view shows.
import type { UseQueryResult } from '@tanstack/react-query';
import { answer, api, everyPage } from '../api/client';
import type { ApprovalTurn, CharterTurn, Cluster, ClusterRoute, CommentTurn, Department, Firm, MeetingTurn, Member, Person, Project, SupplyLink, Turn } from '../api/types';
import { useEachKept, useKept } from './signed';

const MINUTE = 60_000;
const all = (after: string | undefined) => ({ limit: 200, ...(after ? { after } : {}) });

export function useProjects() {
  return useKept<Project[]>(
    ['projects'],
    () => everyPage((after) => answer(api.GET('/projects', { params: { query: all(after) } }))),
    { every: MINUTE },
  );
}

export function useProject(project_id: string) {
  return useKept<Project>(['project', project_id], () =>
    answer(api.GET('/projects/{project_id}', { params: { path: { project_id } } })),
  );
}

/** On its way for the first time: an answer that failed is an answer, also while it is asked for again. */
export function coming(read: UseQueryResult): boolean {
  return read.isLoading && !read.isFetched;
}

/** What lies with the person in all projects. */
export function useTurns() {
  return useKept<Turn[]>(
    ['turn'],
    () => everyPage((after) => answer(api.GET('/me/turn', { params: { query: all(after) } }))),
    { every: MINUTE },
  );
}

/** Meeting pages that wait for the person's word in all projects. */
export function useConfirmations() {
  return useKept<MeetingTurn[]>(
    ['confirmations'],
    () => everyPage((after) => answer(api.GET('/me/confirmations', { params: { query: all(after) } }))),
    { every: MINUTE },
  );
}

/** Comments that wait for the person in all projects. */
export function useCommentTurns() {
  return useKept<CommentTurn[]>(
    ['comment-turns'],
    () => everyPage((after) => answer(api.GET('/me/comments', { params: { query: all(after) } }))),
    { every: MINUTE },
  );
}

/** Seats that wait for the person in all projects, what is due first ahead. */
export function useApprovalTurns() {
  return useKept<ApprovalTurn[]>(
    ['approval-turns'],
    () => everyPage((after) => answer(api.GET('/me/approvals', { params: { query: all(after) } }))),
    { every: MINUTE },
  );
}

/** Charters that wait for the person's signature in all projects. */
export function useCharterTurns() {
  return useKept<CharterTurn[]>(
    ['charter-turns'],
    () => everyPage((after) => answer(api.GET('/me/charters', { params: { query: all(after) } }))),
    { every: MINUTE },
  );
}

export function useMembers(project_id: string) {
  return useKept<Member[]>(
    ['members', project_id],
    async () => (await answer(api.GET('/projects/{project_id}/members', { params: { path: { project_id } } }))).items,
  );
}

/** The reader, with what they may do on the server itself. */
export function useMe() {
  return useKept<Person>(['me-now'], () => answer(api.GET('/me')));
}

/** Routes that a cluster keeps for its projects. */
export function useClusterRoutes(cluster_id: string) {
  return useKept<ClusterRoute[]>(['cluster-routes', cluster_id], () =>
    everyPage((after) => answer(api.GET('/clusters/{cluster_id}/routes', { params: { path: { cluster_id }, query: all(after) } }))),
  );
}

export function useClusters() {
  return useKept<Cluster[]>(['clusters'], () =>
    everyPage((after) => answer(api.GET('/clusters', { params: { query: all(after) } }))),
  );
}

function firmsOf(cluster_id: string): Promise<Firm[]> {
  const params = (after: string | undefined) => ({ path: { cluster_id }, query: all(after) });
  return everyPage((after) => answer(api.GET('/clusters/{cluster_id}/firms', { params: params(after) })));
}

export function useFirms(cluster_id: string | undefined) {
  return useKept<Firm[]>(['firms', cluster_id ?? ''], () => firmsOf(cluster_id ?? ''), {
    enabled: cluster_id !== undefined,
    every: MINUTE,
  });
}

/** Firms that wait for the reader's confirmation, in every cluster that the reader leads. */
export function useFirmsToConfirm(led: readonly Cluster[]): { found: { firm: Firm; cluster: Cluster }[]; coming: boolean } {
  const reads = useEachKept<Firm[]>(
    led.map(({ id }) => ({ key: ['firms', id], fetch: () => firmsOf(id), every: MINUTE })),
  );
  const waits = (firm: Firm) => firm.status === 'accepted' && may(firm, 'confirm_firm');
  const found = led.flatMap((cluster, at) => (reads[at]?.data ?? []).filter(waits).map((firm) => ({ firm, cluster })));
  return { found, coming: reads.some(coming) };
}

export function useSupplyLinks(cluster_id: string) {
  return useKept<SupplyLink[]>(['supply-links', cluster_id], () =>
    everyPage((after) =>
      answer(api.GET('/clusters/{cluster_id}/supply-links', { params: { path: { cluster_id }, query: all(after) } })),
    ),
  );
}

export function useFirm(firm_id: string) {
  return useKept<Firm>(['firm', firm_id], () =>
    answer(api.GET('/firms/{firm_id}', { params: { path: { firm_id } } })),
  );
}

function departmentsOf(firm_id: string): Promise<Department[]> {
  const params = (after: string | undefined) => ({ path: { firm_id }, query: all(after) });
  return everyPage((after) => answer(api.GET('/firms/{firm_id}/departments', { params: params(after) })));
}

export function useDepartments(firm_id: string | undefined) {
  return useKept<Department[]>(['departments', firm_id ?? ''], () => departmentsOf(firm_id ?? ''), { enabled: Boolean(firm_id) });
}

/** Departments of several firms, as far as they are here. */
export function useDepartmentsOf(firm_ids: readonly string[]): Department[] {
  const reads = useEachKept<Department[]>(firm_ids.map((id) => ({ key: ['departments', id], fetch: () => departmentsOf(id) })));
  return reads.flatMap(({ data }) => data ?? []);
}

export function usePeople(firm_id: string | undefined) {
  return useKept(
    ['people', firm_id ?? ''],
    () =>
      everyPage((after) =>
        answer(api.GET('/firms/{firm_id}/people', { params: { path: { firm_id: firm_id ?? '' }, query: all(after) } })),
      ),
    { enabled: Boolean(firm_id) },
  );
}

export function useInvitations(firm_id: string, enabled: boolean) {
  return useKept(
    ['invitations', firm_id],
    () =>
      everyPage((after) =>
        answer(api.GET('/firms/{firm_id}/invitations', { params: { path: { firm_id }, query: all(after) } })),
      ),
    { enabled },
  );
}

/** What the server lets the caller do with a resource; nothing while that is unknown. */
export function may(resource: { allowed_actions?: string[] } | undefined, action: string): boolean {
  return resource?.allowed_actions?.includes(action) ?? false;
}
