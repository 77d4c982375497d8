import { PATIENCE } from '../limits';
import { ask } from '../work';
import type { Table } from './table';

const worker = () => new Worker(new URL('./table.worker.ts', import.meta.url), { type: 'module', name: 'table' });

export function openTable(file: Blob, format: string, signal: AbortSignal): Promise<Table> {
  return ask(worker, { file, format }, { patience: PATIENCE.table, signal });
}
