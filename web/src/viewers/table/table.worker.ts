import { answer } from '../work';
import { readCsv } from './csv';
import { readXlsx } from './xlsx';

answer(async ({ file, format }: { file: Blob; format: string }) => {
  const bytes = new Uint8Array(await file.arrayBuffer());
  return { answer: format === 'XLSX' ? await readXlsx(bytes) : readCsv(bytes) };
});
