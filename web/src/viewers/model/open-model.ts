import { PATIENCE } from '../limits';
import { ask } from '../work';
import type { Model } from './model';

const worker = () => new Worker(new URL('./model.worker.ts', import.meta.url), { type: 'module', name: 'model' });

export function openModel(file: Blob, format: string, signal: AbortSignal): Promise<Model> {
  return ask(worker, { file, format }, { patience: PATIENCE.model, signal });
}
