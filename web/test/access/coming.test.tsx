// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query';
import { createRoot } from 'react-dom/client';
import { describe, expect, it } from 'vitest';
import { coming } from '../../src/access/reads';

describe('what is on its way for the first time', () => {
  it('is over with an answer that failed, although what is drawn then asks again', async () => {
    let asked = 0;
    const useIt = () =>
      useQuery({
        queryKey: ['it'],
        queryFn: () => {
          asked += 1;
          return Promise.reject(new Error('no network'));
        },
        retry: false,
      });
    const Part = () => <p>{useIt().error?.message}</p>;
    const Whole = () => (coming(useIt()) ? <p>on its way</p> : <Part />);
    const place = document.createElement('div');
    const root = createRoot(place);
    root.render(
      <QueryClientProvider client={new QueryClient()}>
        <Whole />
      </QueryClientProvider>,
    );
    await new Promise((done) => setTimeout(done, 300));
    expect(place.textContent).toBe('no network');
    expect(asked).toBe(2);
    root.unmount();
  });
});
