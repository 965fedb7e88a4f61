/**
 * A small game: lanterns in a square, some of them out. Whoever touches one changes it and those above,
 * below and beside it; all must shine. Pure, so that a page plays it and a policy plays it again.
 */

/** What is lit, row by row. */
export type Lanterns = readonly boolean[];

/**
 * The lanterns that a booking starts with, by the ids of its resource and its event: everybody has
 * their own, and the same ones again. Always solvable, since it is made by touching.
 */
export function lanternsFor(side: number, resource: string, event: string): Lanterns {
  let seed = 0x811c9dc5;
  for (const letter of `${resource} ${event}`) {
    seed = Math.imul(seed ^ letter.codePointAt(0)!, 0x01000193) >>> 0;
  }
  while (true) {
    let lanterns: Lanterns = new Array<boolean>(side * side).fill(true);
    for (let touches = 0; touches <= side; touches++) {
      seed ^= seed << 13;
      seed ^= seed >>> 17;
      seed ^= seed << 5;
      seed >>>= 0;
      lanterns = touch(lanterns, side, seed % (side * side));
    }
    if (lanterns.filter((lit) => !lit).length >= side) return lanterns;
    // Touches that took each other back leave nothing to play.
    seed = (seed + 0x9e3779b9) >>> 0 || 1;
  }
}

export function touch(lanterns: Lanterns, side: number, at: number): Lanterns {
  const [row, column] = [Math.floor(at / side), at % side];
  return lanterns.map((lit, i) => {
    const distance = Math.abs(Math.floor(i / side) - row) + Math.abs(i % side - column);
    return distance <= 1 ? !lit : lit;
  });
}

export function allShine(lanterns: Lanterns): boolean {
  return lanterns.every((lit) => lit);
}

/** Touches as an answer holds them: places from 1, the ones that matter. */
export function touchesText(touches: readonly number[]): string {
  return essential(touches).map((at) => at + 1).join(" ");
}

/** The reverse; null for what is no game. */
export function touchesIn(text: string, side: number): readonly number[] | null {
  const touches = text.split(" ").map((part) => /^\d{1,2}$/.test(part) ? Number(part) - 1 : -1);
  return touches.every((at) => at >= 0 && at < side * side) ? touches : null;
}

/** In any order, and twice is as good as never. */
function essential(touches: readonly number[]): number[] {
  const odd = new Set<number>();
  for (const at of touches) if (!odd.delete(at)) odd.add(at);
  return [...odd].sort((one, other) => one - other);
}
