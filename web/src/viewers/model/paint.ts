// The colours of the screen, as a canvas needs them.
import { useComputedColorScheme } from '@mantine/core';

const token = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

export interface Colors {
  paper: string;
  ink: string;
  face: string;
  edge: string;
  section: string;
}

/** Drawn anew when the screen turns dark or light. */
export function useColors(): () => Colors {
  const dark = useComputedColorScheme('light') === 'dark';
  return () => ({
    paper: token('paper'),
    ink: token('red'),
    face: dark ? '#8d979f' : '#c3c9cd',
    edge: dark ? '#0c0e10' : '#3a4046',
    section: dark ? '#b9854a' : '#d9a86a',
  });
}
