import { createContext } from 'react';

/** Whether what is shown is the file itself: nothing else is handed out under its name. */
export const Savable = createContext(true);

/** Hands the file itself to the person, under its name. */
export function save(file: Blob, name: string): void {
  // Never as what it says it is: the browser must not open it here.
  const address = URL.createObjectURL(new Blob([file], { type: 'application/octet-stream' }));
  const link = Object.assign(document.createElement('a'), { href: address, download: name || 'file' });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
