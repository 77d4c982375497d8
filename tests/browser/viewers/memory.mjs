// How much memory the browser's drawing processes take, as the system counts it.
import { readdirSync, readFileSync } from 'node:fs';

const LOOK_MS = 100;

const text = (path) => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
};

/** Processes below this one that draw pages. */
function drawing() {
  const below = new Map();
  for (const id of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    const parent = text(`/proc/${id}/stat`).split(') ').at(-1)?.split(' ')[1];
    below.set(parent, [...(below.get(parent) ?? []), id]);
  }
  const all = [`${process.pid}`];
  for (const id of all) all.push(...(below.get(id) ?? []));
  return all.filter((id) => text(`/proc/${id}/cmdline`).includes('--type=renderer'));
}

/** Watches the largest of them until it is stopped. Processes that come later are not seen: the page's own is there. */
export function watchMemory() {
  const ids = drawing();
  let most = 0;
  const look = () => {
    for (const id of ids) most = Math.max(most, Number(/VmRSS:\s+(\d+) kB/.exec(text(`/proc/${id}/status`))?.[1] ?? 0) / 1024);
  };
  const timer = setInterval(look, LOOK_MS);
  return { most: () => Math.round(most), stop: () => clearInterval(timer) };
}
