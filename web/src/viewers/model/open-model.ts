import { PATIENCE } from '../limits';
import type { Made, Wanted } from '../view';
import { ask } from '../work';
import type { Model } from './model';

const worker = () => new Worker(new URL('./model.worker.ts', import.meta.url), { type: 'module', name: 'model' });

/** Solids have to be computed; meshes are there. */
const patience = (format: string) => (format === 'STEP' || format === 'IGES' ? PATIENCE.model : PATIENCE.mesh);

export function openModel(file: Blob, format: string, signal: AbortSignal): Promise<Model> {
  return ask(worker, { file, format, as: 'model' }, { patience: patience(format), signal });
}

/** The same model as a small GLB, and a small picture of it. */
export function previewOf(file: Blob, format: string, wanted: Wanted, signal: AbortSignal): Promise<Made> {
  return ask<Made>(worker, { file, format, as: 'preview', wanted }, { patience: patience(format), signal });
}
