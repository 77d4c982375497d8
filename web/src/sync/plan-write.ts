// What a person changes in the plan, as the outbox keeps it until the server has it.
import { answer, api } from '../api/client';

export type ItemKind = 'milestone' | 'action' | 'question' | 'decision' | 'idea';

export interface ItemDraft {
  title: string;
  body?: string;
  due_on?: string;
  owner_party_id?: string;
  owner_person_id?: string;
  /** The message it comes from. */
  message_id?: string;
  /** The running meeting that writes it down. */
  meeting_id?: string;
}

export interface ItemChange {
  title?: string;
  body?: string;
  due_on?: string;
  owner_party_id?: string;
  owner_person_id?: string;
  state?: string;
  reason?: string;
  clear?: string[];
}

export type PlanWrite =
  | { act: 'create'; kind: ItemKind; draft: ItemDraft }
  | { act: 'update'; kind: ItemKind; item_id: string; change: ItemChange }
  | { act: 'answer'; item_id: string; body: string };

interface Sent {
  /** Of what is made here: an item, or an answer. */
  id: string;
  idempotency_key: string;
  project_id: string;
  plan: PlanWrite;
}

/** Sends it; answers with its place in the record. */
export async function sendPlanWrite({ id, idempotency_key, project_id, plan }: Sent): Promise<{ seq: number }> {
  const header = { 'Idempotency-Key': idempotency_key };
  const item = await send();
  return { seq: item.seq ?? 0 };

  function send(): Promise<{ seq?: number }> {
    switch (plan.act) {
      case 'create':
        return create(plan.kind, plan.draft);
      case 'update':
        return update(plan.kind, plan.item_id, plan.change);
      case 'answer': {
        const params = { path: { question_id: plan.item_id }, header };
        return answer(api.POST('/questions/{question_id}/answers', { params, body: { id, body: plan.body } }));
      }
    }
  }

  function create(kind: ItemKind, draft: ItemDraft): Promise<{ seq?: number }> {
    const params = { path: { project_id }, header };
    const body = { id, ...draft };
    switch (kind) {
      case 'milestone':
        return answer(api.POST('/projects/{project_id}/milestones', { params, body }));
      case 'action':
        return answer(api.POST('/projects/{project_id}/actions', { params, body }));
      case 'question':
        return answer(api.POST('/projects/{project_id}/questions', { params, body }));
      case 'decision':
        return answer(api.POST('/projects/{project_id}/decisions', { params, body }));
      case 'idea':
        return answer(api.POST('/projects/{project_id}/ideas', { params, body }));
    }
  }

  function update(kind: ItemKind, item_id: string, body: ItemChange): Promise<{ seq?: number }> {
    const path = { project_id };
    switch (kind) {
      case 'milestone': {
        const params = { path: { ...path, milestone_id: item_id }, header };
        return answer(api.PATCH('/projects/{project_id}/milestones/{milestone_id}', { params, body }));
      }
      case 'action': {
        const params = { path: { ...path, action_id: item_id }, header };
        return answer(api.PATCH('/projects/{project_id}/actions/{action_id}', { params, body }));
      }
      case 'question': {
        const params = { path: { ...path, question_id: item_id }, header };
        return answer(api.PATCH('/projects/{project_id}/questions/{question_id}', { params, body }));
      }
      case 'decision': {
        const params = { path: { ...path, decision_id: item_id }, header };
        return answer(api.PATCH('/projects/{project_id}/decisions/{decision_id}', { params, body }));
      }
      case 'idea': {
        const params = { path: { ...path, idea_id: item_id }, header };
        return answer(api.PATCH('/projects/{project_id}/ideas/{idea_id}', { params, body }));
      }
    }
  }
}
