// Calls about approvals. All that act on one name the state that was seen.
import { answer, api, everyPage, tagged } from '../api/client';
import type { Approval, ClusterRoute, PasskeyChallenge, Route, RouteStep } from '../api/types';
import type { Given } from '../passkeys/proof';

/** An approval with the tag of what the reader would act on. */
export interface Seen {
  value: Approval;
  tag: string;
}

const query = (after: string | undefined) => ({ limit: 200, ...(after ? { after } : {}) });
const keyed = (key: string) => ({ header: { 'Idempotency-Key': key } });
/** Nothing is done where something else stands there now. */
const still = ({ value, tag }: Seen, key: string) => ({ path: { approval_id: value.id }, header: { 'Idempotency-Key': key, 'If-Match': tag } });

const seenAt = ({ value, tag }: Seen) => ({ path: { approval_id: value.id }, header: { 'If-Match': tag } });
const accepting = (accepts_clause: string | undefined) => (accepts_clause === undefined ? {} : { accepts_clause });

export function approvalsOf(project_id: string): Promise<Approval[]> {
  return everyPage((after) => answer(api.GET('/projects/{project_id}/approvals', { params: { path: { project_id }, query: query(after) } })));
}

export function readApproval(approval_id: string): Promise<Seen> {
  return tagged(api.GET('/approvals/{approval_id}', { params: { path: { approval_id } } }));
}

/** Every answer in the order they were given, also of steps that were begun again. */
export function responsesOf(approval_id: string) {
  return everyPage((after) => answer(api.GET('/approvals/{approval_id}/responses', { params: { path: { approval_id }, query: query(after) } })));
}

export interface GivenResponse {
  seat_id: string;
  decisions: { revision_id: string; manifest_hash: string; code: string; reason?: string }[];
  deviations: { number: number; accepted: boolean }[];
  comment: string;
}

/** With the hash of the clause that is accepted along with a first signature. */
export function respond(seen: Seen, id: string, key: string, given: GivenResponse, proof: Given, accepts_clause: string | undefined): Promise<Seen> {
  const body = { ...signedBody(id, given, accepts_clause), ...proof };
  return tagged(api.POST('/approvals/{approval_id}/responses', { params: still(seen, key), body }));
}

/** What a passkey is asked for that signs just this. */
export function beginResponse(seen: Seen, id: string, given: GivenResponse, accepts_clause: string | undefined): Promise<PasskeyChallenge> {
  const body = signedBody(id, given, accepts_clause);
  return answer(api.POST('/approvals/{approval_id}/responses/challenges', { params: seenAt(seen), body }));
}

function signedBody(id: string, { comment, ...given }: GivenResponse, accepts_clause: string | undefined) {
  return { id, ...given, ...(comment.trim() ? { comment } : {}), ...accepting(accepts_clause) };
}

export function claim(seen: Seen, key: string, seat_id: string): Promise<Seen> {
  return tagged(api.POST('/approvals/{approval_id}/claims', { params: still(seen, key), body: { seat_id } }));
}

export function delegate(seen: Seen, key: string, seat_id: string, person_id: string, kind: string, reason: string): Promise<Seen> {
  const body = { seat_id, person_id, kind, reason };
  return tagged(api.POST('/approvals/{approval_id}/delegations', { params: still(seen, key), body }));
}

/** To who submitted it, or to an earlier step by its place from 1. */
export function sendBack(seen: Seen, key: string, seat_id: string, step: number | undefined, reason: string): Promise<Seen> {
  const body = { seat_id, reason, ...(step === undefined ? {} : { step }) };
  return tagged(api.POST('/approvals/{approval_id}/returns', { params: still(seen, key), body }));
}

export function recall(seen: Seen, key: string, reason: string): Promise<Seen> {
  const body = reason.trim() ? { reason } : {};
  return tagged(api.POST('/approvals/{approval_id}/recalls', { params: still(seen, key), body }));
}

export function skip(seen: Seen, key: string, step: number, reason: string): Promise<Seen> {
  return tagged(api.POST('/approvals/{approval_id}/skips', { params: still(seen, key), body: { step, reason } }));
}

export function askAdvice(seen: Seen, id: string, key: string, seat_id: string, person_id: string, question: string): Promise<Seen> {
  const body = { id, seat_id, person_id, question };
  return tagged(api.POST('/approvals/{approval_id}/advice', { params: still(seen, key), body }));
}

export function advise(seen: Seen, key: string, advice_id: string, body: string): Promise<Seen> {
  const { path, header } = still(seen, key);
  const params = { path: { ...path, advice_id }, header };
  return tagged(api.POST('/approvals/{approval_id}/advice/{advice_id}/answer', { params, body: { body } }));
}

export function withdrawAdvice(seen: Seen, key: string, advice_id: string): Promise<Seen> {
  return tagged(api.POST('/approvals/{approval_id}/advice-withdrawals', { params: still(seen, key), body: { advice_id } }));
}

/** Until a day, or until somebody ends it. */
export function hold(seen: Seen, key: string, seat_id: string, reason: string, until: string): Promise<Seen> {
  const body = { seat_id, reason, ...(until ? { until } : {}) };
  return tagged(api.POST('/approvals/{approval_id}/holds', { params: still(seen, key), body }));
}

export function release(seen: Seen, key: string, seat_id: string): Promise<Seen> {
  return tagged(api.POST('/approvals/{approval_id}/releases', { params: still(seen, key), body: { seat_id } }));
}

/** What somebody said by phone: it is their answer once they confirm it. */
export function respondOnBehalf(seen: Seen, id: string, key: string, { comment, ...given }: GivenResponse, person_id: string, reason: string): Promise<Seen> {
  const body = { id, person_id, reason, ...given, ...(comment.trim() ? { comment } : {}) };
  return tagged(api.POST('/approvals/{approval_id}/responses-on-behalf', { params: still(seen, key), body }));
}

export function confirmResponse(seen: Seen, key: string, response_id: string, proof: Given, accepts_clause: string | undefined): Promise<Seen> {
  const { path, header } = still(seen, key);
  const params = { path: { ...path, response_id }, header };
  return tagged(api.POST('/approvals/{approval_id}/responses-on-behalf/{response_id}/confirmation', { params, body: { ...proof, ...accepting(accepts_clause) } }));
}

/** What a passkey is asked for that signs just this confirmation. */
export function beginConfirmation(seen: Seen, response_id: string, accepts_clause: string | undefined): Promise<PasskeyChallenge> {
  const { path, header } = seenAt(seen);
  const params = { path: { ...path, response_id }, header };
  return answer(api.POST('/approvals/{approval_id}/responses-on-behalf/{response_id}/confirmation/challenges', { params, body: accepting(accepts_clause) }));
}

export function contradictResponse(seen: Seen, key: string, response_id: string, reason: string): Promise<Seen> {
  const { path, header } = still(seen, key);
  const params = { path: { ...path, response_id }, header };
  return tagged(api.POST('/approvals/{approval_id}/responses-on-behalf/{response_id}/contradiction', { params, body: { reason } }));
}

export interface GivenSubmission {
  revision_ids: string[];
  purpose: string;
  due_on: string;
  deviations: string[];
  as_package: boolean;
  route_id: string;
}

/** Answers with the id of the approval that begins. */
export async function submitForApproval(project_id: string, id: string, key: string, given: GivenSubmission): Promise<string> {
  const { due_on, deviations, as_package, ...rest } = given;
  const body = {
    id,
    ...rest,
    deviations: deviations.filter((words) => words.trim()),
    as_package: as_package && rest.revision_ids.length > 1,
    ...(due_on ? { due_on } : {}),
  };
  return (await answer(api.POST('/projects/{project_id}/submissions', { params: { path: { project_id }, ...keyed(key) }, body }))).approval_id;
}

export function createRoute(project_id: string, id: string, key: string, name: string, steps: RouteStep[]): Promise<Route> {
  return answer(api.POST('/projects/{project_id}/routes', { params: { path: { project_id }, ...keyed(key) }, body: { id, name, steps } }));
}

/** For the projects of the cluster to take over. */
export function createClusterRoute(cluster_id: string, id: string, key: string, name: string, steps: RouteStep[]): Promise<ClusterRoute> {
  return answer(api.POST('/clusters/{cluster_id}/routes', { params: { path: { cluster_id }, ...keyed(key) }, body: { id, name, steps } }));
}

/** Where the decision sheet is; the browser sends its session along. */
export function sheetPath(approval_id: string): string {
  return `/api/v1/approvals/${approval_id}/sheet`;
}

/** Where the decision is with what proves it, as a zip. */
export function exportPath(approval_id: string): string {
  return `/api/v1/approvals/${approval_id}/export`;
}
