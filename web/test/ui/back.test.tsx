import { act, createElement } from 'react';
import { createRoot } from 'react-dom/client';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { useBack } from '../../src/ui/back';

(globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;

function Sheet({ close }: { close: () => void }) {
  useBack(close);
  return null;
}

const root = createRoot(document.createElement('div'));
const show = (close: (() => void) | undefined) => act(() => root.render(close ? createElement(Sheet, { close }) : null));
/** What the browser does: the entry before is there again. */
const pop = (state: unknown) => {
  history.replaceState(state, '');
  window.dispatchEvent(new PopStateEvent('popstate', { state }));
};

beforeEach(() => history.replaceState(null, ''));
afterEach(() => show(undefined));

it('going back closes the sheet, and nothing else', async () => {
  const close = vi.fn(() => show(undefined));
  const back = vi.spyOn(history, 'back').mockImplementation(() => {});
  await show(close);
  expect(history.state).toMatchObject({ 'dure.sheet': true });
  pop(null);
  expect(close).toHaveBeenCalledTimes(1);
  expect(back).not.toHaveBeenCalled();
});

it('going back after it was closed otherwise passes over its step', async () => {
  const close = vi.fn();
  const back = vi.spyOn(history, 'back').mockImplementation(() => {});
  back.mockClear();
  await show(close);
  await show(undefined);
  pop(null);
  expect(close).not.toHaveBeenCalled();
  expect(back).toHaveBeenCalledTimes(1);
});
