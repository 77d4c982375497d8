// Line icons of the viewers, of the same weight and grid as the others, loaded with them.
const PATHS = {
  in: 'M9 14.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11ZM13 13l4 4M6.500 9h5M9 6.500v5',
  out: 'M9 14.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11ZM13 13l4 4M6.500 9h5',
  fit: 'M3.500 7V3.500H7M13 3.500h3.500V7M16.500 13v3.500H13M7 16.500H3.500V13',
  find: 'M9 14.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11ZM13 13l4 4',
  up: 'M4.500 12.500 10 7l5.500 5.500',
  down: 'M4.500 7.500 10 13l5.500-5.500',
  next: 'M7.500 4.500 13 10l-5.500 5.500',
  save: 'M10 3.500v9M6 9l4 4 4-4M4 16.500h12',
  pin: 'M10 17.500s5.500-5 5.500-9a5.500 5.500 0 0 0-11 0c0 4 5.500 9 5.500 9ZM10 10.300a1.800 1.800 0 1 0 0-3.600 1.800 1.800 0 0 0 0 3.600Z',
  layers: 'M10 3.500 17 7l-7 3.500L3 7zM3.500 10.300 10 13.500l6.500-3.200M3.500 13.500 10 16.700l6.500-3.200',
  views: 'M10 3 16.500 6.500v7L10 17l-6.500-3.500v-7zM10 10v7M10 10 3.500 6.500M10 10l6.500-3.500',
  cut: 'M3 13.500 17 6.500M5 9.500V4l5-1.500M5 14v2.500h10V8.500',
  explode: 'M8 8h4v4H8zM3.500 7V3.500H7M13 3.500h3.500V7M16.500 13v3.500H13M7 16.500H3.500V13M5 5l1.500 1.500M15 5l-1.500 1.500M15 15l-1.500-1.500M5 15l1.500-1.500',
  measure: 'M2.500 13 13 2.500 17.500 7 7 17.500zM5.500 10l1.700 1.700M8 7.500l1.700 1.700M10.500 5l1.700 1.700',
  parts: 'M4 4.500h5M7 9.500h9M7 14.500h9M5 5v9.500h2M5 9.500h2',
  eye: 'M2.500 10S5 5 10 5s7.500 5 7.500 5-2.500 5-7.500 5-7.500-5-7.500-5ZM10 12a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z',
  hidden: 'M3 3l14 14M8.500 5.200C9 5.100 9.500 5 10 5c5 0 7.500 5 7.500 5s-.800 1.600-2.400 3M5 6.600C3.300 8 2.500 10 2.500 10S5 15 10 15c1 0 2-.200 2.800-.500',
  over: 'M3.500 6.500h9v9h-9zM7.500 6.500v-3h9v9h-4',
  beside: 'M3 4.500h14v11H3zM10 4.500v11',
  close: 'M5 5l10 10M15 5 5 15',
} as const;

export type ViewerIcon = keyof typeof PATHS;

export function ViewIcon({ name }: { name: ViewerIcon }) {
  return (
    <svg width={20} height={20} viewBox="0 0 20 20" fill="none" stroke="currentColor" strokeWidth={1.6} strokeLinecap="round" strokeLinejoin="round" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
