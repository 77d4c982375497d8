// Calls about designs and their files.
import { answer, api, everyPage } from '../api/client';
import { Refusal } from '../api/problem';
import type { Comparison, Design, Opening, Preview, Revision } from '../api/types';

export const KINDS = ['drawing', 'model', 'specification', 'other'] as const;

export interface GivenDesign {
  number: string;
  title: string;
  kind: string;
  /** Nobody named: everyone in the project. */
  audience: readonly string[] | undefined;
}

export const DESIGN_FIELDS = ['/number', '/title', '/kind', '/audience'];

const keyed = (key: string) => ({ header: { 'Idempotency-Key': key } });

export function createDesign(project_id: string, id: string, key: string, given: GivenDesign): Promise<Design> {
  const { audience, ...rest } = given;
  const body = { id, ...rest, ...(audience ? { audience: [...audience] } : {}) };
  return answer(api.POST('/projects/{project_id}/designs', { params: { path: { project_id }, ...keyed(key) }, body }));
}

export interface GivenRevision {
  file_ids: string[];
  change_note: string;
}

export function draft(design_id: string, id: string, key: string, { file_ids, change_note }: GivenRevision): Promise<Revision> {
  const body = { id, file_ids, ...(change_note.trim() ? { change_note } : {}) };
  return answer(api.POST('/designs/{design_id}/revisions', { params: { path: { design_id }, ...keyed(key) }, body }));
}

export function changeDraft(revision: Revision, key: string, { file_ids, change_note }: GivenRevision): Promise<Revision> {
  const note = change_note.trim() ? { change_note } : revision.change_note === undefined ? {} : { clear: ['change_note'] };
  const params = { path: { revision_id: revision.id }, ...keyed(key) };
  return answer(api.PATCH('/revisions/{revision_id}', { params, body: { file_ids, ...note } }));
}

/** Submits what was seen: another manifest than this one is refused. */
export function submit({ id, manifest_hash }: Revision, key: string): Promise<Revision> {
  const params = { path: { revision_id: id }, ...keyed(key) };
  return answer(api.POST('/revisions/{revision_id}/submission', { params, body: { manifest_hash } }));
}

const query = (after: string | undefined) => ({ limit: 200, ...(after ? { after } : {}) });

export function revisionsOf(design_id: string): Promise<Revision[]> {
  return everyPage((after) => answer(api.GET('/designs/{design_id}/revisions', { params: { path: { design_id }, query: query(after) } })));
}

/** The revision itself, which writes down that the reader opened it. */
export function openRevision(revision_id: string): Promise<Revision> {
  return answer(api.GET('/revisions/{revision_id}', { params: { path: { revision_id } } }));
}

export async function openingsOf(revision_id: string): Promise<Opening[]> {
  return (await answer(api.GET('/revisions/{revision_id}/openings', { params: { path: { revision_id } } }))).items;
}

export function comparison(revision_id: string): Promise<Comparison> {
  return answer(api.GET('/revisions/{revision_id}/comparison', { params: { path: { revision_id } } }));
}

/** Where a file is; the browser sends its session along. */
export function contentPath(file_id: string): string {
  return `/api/v1/files/${file_id}/content`;
}

export async function content(file_id: string, signal: AbortSignal): Promise<Blob> {
  return answer(api.GET('/files/{file_id}/content', { params: { path: { file_id } }, parseAs: 'blob', signal })) as Promise<unknown> as Promise<Blob>;
}

/** What is lighter than the file and stands in its place on a phone; nothing where nobody made it yet. */
export async function previewOf(file_id: string, signal: AbortSignal): Promise<Preview | null> {
  try {
    return await answer(api.GET('/files/{file_id}/preview', { params: { path: { file_id } }, signal }));
  } catch (error) {
    if (error instanceof Refusal && error.code === 'no_preview') return null;
    throw error;
  }
}

export function givePreview(file_id: string, preview_file_id: string, kind: 'form' | 'picture'): Promise<Preview> {
  return answer(api.POST('/files/{file_id}/preview', { params: { path: { file_id } }, body: { preview_file_id, kind } }));
}

/** Whether the reader may give a file its preview. */
export async function mayGivePreview(file_id: string): Promise<boolean> {
  const file = await answer(api.GET('/files/{file_id}', { params: { path: { file_id } } }));
  return file.allowed_actions?.includes('create_preview') ?? false;
}

/** A small picture; nothing where neither the file nor what was made of it is one. */
export async function thumbnail(file_id: string, signal: AbortSignal): Promise<Blob | null> {
  try {
    const call = api.GET('/files/{file_id}/thumbnail', { params: { path: { file_id } }, parseAs: 'blob', signal });
    return (await answer(call)) as unknown as Blob;
  } catch (error) {
    if (error instanceof Refusal && error.code === 'no_picture') return null;
    throw error;
  }
}
