import './ui/mantine.css';
import './ui/base.css';
import './ui/print.css';
import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { startSession } from './access/session';
import { Refusal } from './api/problem';
import { App } from './app';
import { startTexts } from './i18n/setup';
import { installShell } from './shell-update';
import { cssVariables, theme } from './ui/theme';
import 'pretendard/dist/web/variable/pretendardvariable-dynamic-subset.css';

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      networkMode: 'always',
      staleTime: 10_000,
      retry: (count, error) => count < 2 && error instanceof Refusal && error.passing,
    },
    mutations: { networkMode: 'always' },
  },
});

const schemes = localStorageColorSchemeManager({ key: 'dure.scheme' });

await startTexts();
void startSession();
void installShell();

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} colorSchemeManager={schemes} defaultColorScheme="auto">
      <QueryClientProvider client={queries}>
        <App />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
