/**
 * Figures that mean something on any machine: each is measured beside its limit, in the same run,
 * and given as a ratio to it. A limit is what the work could cost at best, such as the raw signature
 * check for all that is done with a signed entry.
 */

export interface Bench {
  readonly name: string;
  run(): Promise<Row[]>;
}

export interface Row {
  /** What is measured. */
  readonly what: string;
  readonly perSecond: number;
  /** What it is compared with. */
  readonly limit: string;
  readonly limitPerSecond: number;
  /** What the rates alone do not tell. */
  readonly note?: string;
}

/** Does its work once and says how many operations that was. */
export type Work = () => number | Promise<number>;

export interface Comparison {
  readonly what: string;
  readonly work: Work;
  readonly limit: string;
  readonly limitWork: Work;
}

const ROUNDS = 9;
const ROUND_MS = 120;

/**
 * Measures work and its limit in turns, and gives the round of the middle ratio: so a machine that
 * slows down meanwhile slows both, and one bad round decides nothing.
 */
export async function compare(comparison: Comparison, roundMs = ROUND_MS): Promise<Row> {
  const { what, work, limit, limitWork } = comparison;
  // Once each unmeasured, until the compiler has seen them.
  await rate(work, roundMs);
  await rate(limitWork, roundMs);

  const rows: Row[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const limitPerSecond = await rate(limitWork, roundMs);
    rows.push({ what, perSecond: await rate(work, roundMs), limit, limitPerSecond });
  }
  rows.sort((one, other) => ratioOf(one) - ratioOf(other));
  return rows[ROUNDS >> 1]!;
}

/** 1 where the work costs no more than its limit. */
export function ratioOf(row: Row): number {
  return row.perSecond / row.limitPerSecond;
}

/** The rows as a table, one line each. */
export function tableOf(rows: readonly Row[]): string {
  const head = ["what", "per second", "limit", "per second", "ratio", ""];
  const cells = rows.map((row) => [
    row.what,
    count(row.perSecond),
    row.limit,
    count(row.limitPerSecond),
    digits(ratioOf(row)),
    row.note ?? "",
  ]);
  const widths = head.map((title, column) =>
    Math.max(title.length, ...cells.map((line) => line[column]!.length))
  );
  const isNumber = [false, true, false, true, true, false];
  return [head, ...cells].map((line) =>
    line.map((cell, column) =>
      isNumber[column] ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!)
    ).join("  ").trimEnd()
  ).join("\n");
}

async function rate(work: Work, forMs: number): Promise<number> {
  const start = performance.now();
  let operations = 0;
  let elapsed = 0;
  do {
    const done = work();
    // Work that is synchronous is not made to pay for a promise.
    operations += typeof done === "number" ? done : await done;
    elapsed = performance.now() - start;
  } while (elapsed < forMs);
  return operations / elapsed * 1_000;
}

/** Two digits that say something, however small it is. */
function digits(ratio: number): string {
  return ratio < 0.1 ? ratio.toPrecision(2) : ratio.toFixed(2);
}

function count(perSecond: number): string {
  return Math.round(perSecond).toLocaleString("en");
}
