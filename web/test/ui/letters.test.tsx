import { act, createElement } from 'react';
import { createRoot } from 'react-dom/client';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { useLettersHere } from '../../src/ui/letters';

(globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;

const box = document.createElement('div');
const root = createRoot(box);
const Words = ({ drawn }: { drawn: boolean }) => String(useLettersHere(drawn));
const show = (drawn: boolean) => act(() => root.render(createElement(Words, { drawn })));
const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));
let come = () => {};

beforeEach(async () => {
  vi.useFakeTimers();
  const ready = new Promise<void>((resolve) => (come = resolve));
  Object.defineProperty(document, 'fonts', { configurable: true, value: { ready } });
  await act(() => root.render(null));
});
afterEach(() => vi.useRealTimers());

it('words are seen once their letters are here', async () => {
  await show(true);
  await pass(500);
  expect(box.textContent).toBe('false');
  come();
  await pass(0);
  expect(box.textContent).toBe('true');
});

it('a typeface that does not come is not waited for longer than a second', async () => {
  await show(true);
  await pass(999);
  expect(box.textContent).toBe('false');
  await pass(1);
  expect(box.textContent).toBe('true');
});

it('where nothing is drawn, that is seen after a second', async () => {
  await show(false);
  come();
  await pass(999);
  expect(box.textContent).toBe('false');
  await pass(1);
  expect(box.textContent).toBe('true');
});
