// Pauses between attempts: doubling, capped, never in step with other clients.
const FIRST_MS = 500;
const LONGEST_MS = 30_000;

export function backoff(attempt: number, random: () => number): number {
  const top = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.max(0, attempt - 1));
  return Math.round(top / 2 + (random() * top) / 2);
}
