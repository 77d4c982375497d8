// Line icons of one weight, drawn on a 20 grid.
const PATHS = {
  home: 'M3 9.5 10 3.5l7 6M5 8.5V16.5h10V8.5M8.5 16.5v-4h3v4',
  projects: 'M3.5 4.5h13v11h-13zM3.5 8h13M8 8v7.5',
  firms: 'M3.5 16.5V7l5-3.5V16.5M8.5 8h8v8.5M2.5 16.5h15M5.5 9v.01M5.5 12v.01M11.5 11v.01M11.5 13.5v.01M14 11v.01M14 13.5v.01',
  me: 'M10 10a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4ZM3.8 16.8c.6-3 3-4.6 6.2-4.6s5.600 1.600 6.200 4.600',
  back: 'M12 4.500 6.500 10l5.500 5.500',
  next: 'M8 4.500 13.500 10 8 15.500',
  down: 'M4.500 8 10 13.500 15.500 8',
  plus: 'M10 4v12M4 10h12',
  send: 'M10 16V4.500M5 9.500l5-5 5 5',
  reply: 'M8 5 3.500 9.500 8 14M4 9.500h7.500c3 0 5 1.800 5 5',
  lock: 'M5 9h10v7.500H5zM7 9V6.800a3 3 0 0 1 6 0V9',
  close: 'M5 5l10 10M15 5 5 15',
  copy: 'M7 7h9.500v9.500H7zM13 7V3.500H3.500V13H7',
  more: 'M4.500 10h.01M10 10h.01M15.500 10h.01',
  check: 'M4 10.500 8.500 15 16 5.500',
  clock: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM10 6v4l2.500 2',
  warn: 'M10 3.500 17.500 16.500h-15zM10 8.500v3.500M10 14.200v.01',
  edit: 'M4 16h3L16 7l-3-3-9 9zM11 6l3 3',
  bin: 'M4.500 6h11M8 6V4h4v2M6 6l.7 10h6.600L14 6',
  ask: 'M7.500 7.500a2.500 2.500 0 1 1 3.600 2.300c-.8.4-1.100.9-1.100 1.700M10 14.500v.01M10 17.500a7.500 7.500 0 1 0 0-15 7.500 7.500 0 0 0 0 15Z',
  idea: 'M7.500 14.500h5M8.500 17h3M10 3a5 5 0 0 0-2.500 9.300v2.200h5v-2.200A5 5 0 0 0 10 3Z',
  find: 'M9 14.500a5.500 5.500 0 1 0 0-11 5.500 5.500 0 0 0 0 11ZM13 13l4 4',
  pin: 'M7.500 3.500h5l-.700 5 2.700 3h-9l2.700-3zM10 11.500V17',
  turn: 'M10 16.500a6.500 6.500 0 1 0 0-13 6.500 6.500 0 0 0 0 13ZM10 12.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5Z',
  keys: 'M3 5.500h14v9H3zM6 8.500h.01M9 8.500h.01M12 8.500h.01M14.500 8.500h.01M6.500 11.500h7',
  rail: 'M3.500 4h13v12h-13zM8 4v12',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.6}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
