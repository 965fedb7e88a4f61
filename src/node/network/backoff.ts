/** When to try an address again: soon at first, then ever less, never all nodes at once. */

/** The first tries are at most 3 s apart: somebody has just started both nodes and is waiting. */
const SOON_MS = [500, 1_000, 2_000, 3_000] as const;
const SOON_TRIES = 40;
const LONGEST_MS = 60_000;
/** After an offence: longer each time. */
const OFFENCE_MS = 30_000;
const LONGEST_OFFENCE_MS = 60 * 60_000;

/**
 * Milliseconds until the next try, after `failures` in a row (1 or more); `random` in [0, 1) takes
 * off up to a fifth.
 */
export function retryAfter(failures: number, random: number): number {
  const soon = SOON_MS[failures - 1] ?? SOON_MS.at(-1)!;
  const grown = failures <= SOON_TRIES
    ? soon
    : Math.min(LONGEST_MS, soon * 2 ** Math.min(failures - SOON_TRIES, 10));
  return Math.round(grown * (1 - random / 5));
}

/** Milliseconds for which a peer is cut off after its `offences`-th offence. */
export function cutOffFor(offences: number): number {
  return Math.min(LONGEST_OFFENCE_MS, OFFENCE_MS * 2 ** Math.min(offences - 1, 20));
}
