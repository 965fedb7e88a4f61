/** Runs a decoder on damaged bytes, as long as asked; what it must hold is in `targets.ts`. */
import { mutate } from "./mutate.ts";
import { randomOf } from "./random.ts";
import type { FuzzTarget } from "./targets.ts";

export interface Fuzzed {
  readonly runs: number;
  /** Inputs that gave a word that none of the seeds gave. */
  readonly found: readonly Uint8Array[];
}

/** An input of which something did not hold. */
export class FuzzFailure extends Error {
  override name = "FuzzFailure";

  constructor(
    target: FuzzTarget,
    readonly input: Uint8Array,
    seed: number,
    override readonly cause: unknown,
  ) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(
      `${target.name}, seed ${seed}: ${reason}\n` +
        `keep it in tests/fuzz/corpus/${target.name}/: ${input.toHex()}`,
    );
  }
}

const MOST_KEPT = 400;
const CLOCK_EVERY = 64;
/** What a run may take: a generous floor for a busy machine, and some bytes a microsecond. */
const FLOOR_MS = 30;
const MS_A_BYTE = 1 / 1_000;
const TRIES = 5;
/** What a decoder may leave behind in all; each input's own bound is `assertBounded`. */
const MOST_GROWTH_BYTES = 400 * 1024 * 1024;

/** @throws {FuzzFailure} with the smallest input that was found to fail in the same way. */
export function fuzz(
  target: FuzzTarget,
  seeds: readonly Uint8Array[],
  { seed, milliseconds }: { readonly seed: number; readonly milliseconds: number },
): Fuzzed {
  const random = randomOf(seed);
  const words = new Set<string>();
  const kept: Uint8Array[] = [];
  const found: Uint8Array[] = [];
  for (const input of [new Uint8Array(), ...seeds]) {
    words.add(run(target, input, seed));
    kept.push(input);
  }
  const pick = () => kept[Math.floor(random() * kept.length)]!;
  const before = Deno.memoryUsage().rss;
  const until = performance.now() + milliseconds;
  let runs = 0;
  for (;; runs++) {
    if (runs % CLOCK_EVERY === 0 && performance.now() >= until) break;
    const input = mutate(pick(), pick(), target.most, random);
    const word = run(target, input, seed);
    if (words.has(word)) continue;
    words.add(word);
    found.push(input);
    if (kept.length < MOST_KEPT) kept.push(input);
  }
  const growth = Deno.memoryUsage().rss - before;
  if (growth > MOST_GROWTH_BYTES) {
    throw new FuzzFailure(
      target,
      new Uint8Array(),
      seed,
      `grew by ${growth} bytes in ${runs} runs`,
    );
  }
  return { runs, found };
}

function run(target: FuzzTarget, input: Uint8Array, seed: number): string {
  // In the midst of other bytes: a decoder that looks beyond its own is found, too.
  const within = new Uint8Array(input.length + 16).fill(0xee);
  within.set(input, 8);
  const bytes = within.subarray(8, 8 + input.length);
  const limit = FLOOR_MS + input.length * MS_A_BYTE;
  try {
    const [word, took] = timed(() => target.try(bytes));
    let least = took;
    for (let i = 1; i < TRIES && least > limit; i++) {
      least = Math.min(least, timed(() => target.try(bytes))[1]);
    }
    if (least > limit) throw new Error(`${input.length} bytes took ${Math.round(least)} ms`);
    for (const byte of within.subarray(0, 8)) if (byte !== 0xee) throw new Error("wrote before");
    return word;
  } catch (error) {
    throw new FuzzFailure(target, shrunk(target, input, error), seed, error);
  }
}

function timed<Result>(task: () => Result): [Result, number] {
  const start = performance.now();
  const result = task();
  return [result, performance.now() - start];
}

/** Leaves out pieces as long as the same kind of error is thrown. */
function shrunk(target: FuzzTarget, input: Uint8Array, error: unknown): Uint8Array {
  const kind = (thrown: unknown) => thrown instanceof Error ? thrown.name : typeof thrown;
  const fails = (bytes: Uint8Array) => {
    try {
      target.try(bytes);
      return false;
    } catch (thrown) {
      return kind(thrown) === kind(error);
    }
  };
  if (!fails(input)) return input;
  let small = input;
  for (let piece = Math.ceil(small.length / 2); piece >= 1; piece = Math.floor(piece / 2)) {
    for (let at = 0; at < small.length;) {
      const less = new Uint8Array([...small.subarray(0, at), ...small.subarray(at + piece)]);
      if (fails(less)) small = less;
      else at += piece;
    }
  }
  return small;
}
