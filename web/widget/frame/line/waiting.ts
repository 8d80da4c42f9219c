const FIRST_MILLISECONDS = 500;
const MILLISECONDS_MAX = 30_000;

/** How long to wait before try number n (from 0): doubling, and never the same for two visitors, so that not all come back at once. */
export const pause = (tries: number, chance: () => number = Math.random): number =>
  Math.min(MILLISECONDS_MAX, FIRST_MILLISECONDS * 2 ** Math.min(tries, 10)) * (0.5 + chance() / 2);
