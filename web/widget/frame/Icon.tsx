const PATHS = {
  send: 'M4 12 20 4l-4.5 16-4-6.5zM11.5 13.5 20 4',
  down: 'M6 9.5l6 6 6-6',
  more: 'M12 6v.01M12 12v.01M12 18v.01',
  bot: 'M6 9h12a2 2 0 0 1 2 2v6a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2v-6a2 2 0 0 1 2-2zM12 9V5M12 5v.01M9 13.5v1M15 13.5v1',
  person: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM5 20c.6-3.5 3.4-5 7-5s6.4 1.5 7 5',
  chat: 'M6 5h12a3 3 0 0 1 3 3v6a3 3 0 0 1-3 3h-6l-5 4v-4H6a3 3 0 0 1-3-3V8a3 3 0 0 1 3-3z',
  star: 'M12 3.5l2.6 5.4 5.9.8-4.3 4.1 1 5.9L12 16.9l-5.2 2.8 1-5.9-4.3-4.1 5.9-.8z',
  warn: 'M12 7v6M12 16.5v.01M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z',
  info: 'M12 11v6M12 7.5v.01M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z',
  clock: 'M12 7v5l3 2M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z',
  done: 'M5 12.5l4.5 4.5L19 7.5',
  file: 'M12 4v11M7 11l5 5 5-5M5 20h14',
  end: 'M9 4H6a2 2 0 0 0-2 2v12a2 2 0 0 0 2 2h3M15 8l4 4-4 4M19 12H9',
  close: 'M6 6l12 12M18 6L6 18',
};

/** A drawing of ours, never read aloud: the control says what it does. */
export function Icon({ of, size = 20 }: { of: keyof typeof PATHS; size?: number }) {
  return (
    <svg class={`icon icon-${of}`} width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[of]} />
    </svg>
  );
}
