// The installed shell: registers the worker and notices when a newer one waits.
import { keepFonts } from './font-cache';

let waiting: ServiceWorker | null = null;
const listeners = new Set<() => void>();

function noticed(worker: ServiceWorker | null): void {
  waiting = worker;
  for (const listener of listeners) listener();
}

export const shellUpdate = {
  subscribe(listener: () => void) {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  ready: () => waiting !== null,
  take() {
    navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
    waiting?.postMessage('take-over');
  },
};

export async function installShell(): Promise<void> {
  if (!('serviceWorker' in navigator) || !import.meta.env.PROD) return;
  const registration = await navigator.serviceWorker.register('/sw.js').catch(() => undefined);
  if (!registration) return;
  void navigator.serviceWorker.ready.then(keepFonts).catch(() => undefined);
  if (registration.waiting && navigator.serviceWorker.controller) noticed(registration.waiting);
  registration.addEventListener('updatefound', () => {
    const worker = registration.installing;
    worker?.addEventListener('statechange', () => {
      if (worker.state === 'installed' && navigator.serviceWorker.controller) noticed(worker);
    });
  });
}
