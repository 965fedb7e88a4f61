/**
 * Lipmaalinks: every entry links to the one before it and to one further back, chosen so that
 * between any two entries there is a path of logarithmic length (Bamboo, "Links and entry
 * verification"; Lipmaa's antimonotone graph of base 3).
 */

/**
 * (3^k − 1) / 2 for k = 0, 1, 2 …: 0, 1, 4, 13, 40 …, as far as they are safe integers. In each step
 * 3n + 1 stays exact, while the powers of 3 themselves would not: 3^34 is beyond 2^53.
 */
const CORNERS: readonly number[] = cornersUpTo(Number.MAX_SAFE_INTEGER);

/** The last seqnum that has a certificate pool: the last corner below 2^53. */
export const CORNER_LIMIT = CORNERS.at(-1)!;

function cornersUpTo(limit: number): number[] {
  const corners = [0];
  for (let corner = 1; corner <= limit; corner = 3 * corner + 1) corners.push(corner);
  return corners;
}

/**
 * Gives the seqnum that the lipmaalink of entry `seqNum` points to; 0 for the first entry, which has
 * none. Exact for every safe integer. Throws RangeError for anything but a safe integer from 1.
 *
 * ```ts
 * import { lipmaa } from "./mod.ts";
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual([1, 2, 3, 4, 8, 13, 40].map(lipmaa), [0, 1, 2, 1, 4, 4, 13]);
 * ```
 */
export function lipmaa(seqNum: number): number {
  if (!Number.isSafeInteger(seqNum) || seqNum < 1) {
    throw new RangeError(`a seqnum is an integer from 1 to 2^53 − 1, and not ${seqNum}`);
  }
  // The specification's g(n): take off the largest corner below n until a corner is left.
  let rest = seqNum;
  for (let k = CORNERS.length - 1; k > 0; k--) {
    const corner = CORNERS[k]!;
    while (rest > corner) rest -= corner;
    if (rest !== corner) continue;
    // n − 3^(k−1) for n = (3^k − 1) / 2 is the corner before it; any other n goes back by (3^k − 1) / 2.
    return rest === seqNum ? CORNERS[k - 1]! : seqNum - corner;
  }
  throw new Error("unreachable: 1 is a corner, and what is left is at least 1");
}

/**
 * Tells whether entry `seqNum` carries no lipmaalink: the first entry has no links, and where the
 * lipmaalink would equal the backlink, the backlink stands for both.
 */
export function lipmaalinkIsLeftOut(seqNum: number): boolean {
  return lipmaa(seqNum) === seqNum - 1;
}

/**
 * Gives the seqnums of the certificate pool of entry `seqNum`, ascending and with itself: the
 * shortest path of links from it to the first entry, and the shortest path to it from the next
 * corner, (3^k − 1) / 2 (Bamboo, "Partial replication and log verification"). Entries of a log that
 * both lie in each other's pools cannot have been forked apart. Logarithmic in size.
 *
 * Not checked: that a log is that long; whoever holds less has less of the pool. Throws RangeError
 * for no seqnum, and beyond the last corner below 2^53.
 */
export function certificatePool(seqNum: number): number[] {
  const { down, up } = poolPaths(seqNum);
  return [...down.reverse(), ...up];
}

/**
 * Gives the two paths of a certificate pool: from entry `seqNum`, with itself, down to the first, and
 * from the one after it up to the next corner. Throws RangeError as {@link certificatePool} does.
 */
export function poolPaths(seqNum: number): { readonly down: number[]; readonly up: number[] } {
  const down = pathDown(seqNum, 1);
  const corner = CORNERS.find((one) => one >= seqNum);
  if (corner === undefined) throw new RangeError(`no certificate pool of ${seqNum} is countable`);
  return { down, up: pathDown(corner, seqNum).reverse().slice(1) };
}

/** The shortest path of links from one entry down to another, both included. */
function pathDown(from: number, to: number): number[] {
  const path = [from];
  for (let at = from; at > to;) {
    const far = lipmaa(at);
    // No two links cross, so the longer one is always the right one, unless it leads too far.
    at = far >= to ? far : at - 1;
    path.push(at);
  }
  return path;
}
