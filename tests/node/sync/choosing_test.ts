/** Reducers that ask each other for chosen entries, on links whose every step a seed decides. */
import assert from "node:assert/strict";
import fc from "fast-check";
import type { Chosen } from "../../../src/node/proven.ts";
import {
  type ChoosingOutput,
  type ChoosingState,
  CREDIT_MS,
  FIRST_ANSWER_MS,
  mayAsk,
  MOST_QUESTIONS,
  newChoosing,
  stepChoosing,
  WHOLE_ANSWER_MS,
} from "../../../src/node/sync/choosing.ts";
import {
  type ChoosingFrame,
  CHOSEN_BYTES,
  decodeFrame,
  encodeFrame,
  ENTRIES_BYTES,
  type FrameOf,
} from "../../../src/node/sync/frames.ts";
import { MAX_JOINED_BYTES } from "../../../src/node/sync/parts.ts";
import { type Random, seeded } from "./simulation.ts";

const name = (number: number) => new Uint8Array(32).fill(number);
const filled = (length: number, byte = 7) => new Uint8Array(length).fill(byte);

/** What a name stands for, always the same: some names for nothing, some for much. */
function heldOf(named: Uint8Array): Chosen | null {
  const number = named[0]!;
  if (number % 3 === 0) return null;
  const items = Array.from({ length: number % 7 + 1 }, (_, i) => ({
    entry: filled(300, i),
    payload: i % 4 === 3 ? null : filled(number * 250, i),
  }));
  return { items, pool: Array.from({ length: number % 40 }, (_, i) => filled(300, i)) };
}

class Side {
  readonly state: ChoosingState = newChoosing();
  readonly outbox: { readonly frame: ChoosingFrame; readonly isAnswer: boolean }[] = [];
  readonly wire: ChoosingFrame[] = [];
  readonly reads: Uint8Array[] = [];
  readonly asked = new Map<number, Uint8Array>();
  readonly judged = new Map<number, Chosen>();
  readonly settled = new Map<number, string>();
  waits = 0;
  offence: string | null = null;
  other!: Side;

  constructor(private readonly world: { now: number }) {}

  ask(named: Uint8Array): boolean {
    if (!mayAsk(this.state)) return false;
    this.asked.set(this.state.asked + 1, named);
    this.#do(stepChoosing(this.state, { type: "ask", name: named }));
    return true;
  }

  *tasks(): Iterable<() => void> {
    const { world } = this;
    if (this.outbox.length > 0) {
      yield () => {
        const { frame, isAnswer } = this.outbox.shift()!;
        this.wire.push(frame);
        if (isAnswer) this.#do(stepChoosing(this.state, { type: "sent", now: world.now }));
      };
    }
    if (this.other.wire.length > 0) {
      yield () => {
        const frame = this.other.wire.shift()!;
        this.#do(stepChoosing(this.state, { type: "received", frame, now: world.now }));
      };
    }
    if (this.reads.length > 0) {
      yield () => {
        const chosen = heldOf(this.reads.shift()!);
        this.#do(stepChoosing(this.state, { type: "read", chosen, now: world.now }));
      };
    }
    if (this.waits > 0) {
      yield () => {
        this.waits--;
        world.now += 1_000;
        this.#do(stepChoosing(this.state, { type: "due" }));
      };
    }
  }

  #do(outputs: readonly ChoosingOutput[]): void {
    for (const output of outputs) {
      if (output.type === "question") this.outbox.push({ frame: output.frame, isAnswer: false });
      else if (output.type === "answer") {
        assert(encodeFrame(output.frame).length <= MAX_JOINED_BYTES);
        this.outbox.push({ frame: output.frame, isAnswer: true });
      } else if (output.type === "read") this.reads.push(output.name);
      else if (output.type === "wait") this.waits++;
      else if (output.type === "judge") this.judged.set(output.number, output.chosen);
      else if (output.type === "settle") this.settled.set(output.number, output.outcome);
      else if (output.type === "end") this.offence = output.code;
    }
  }
}

function run(random: Random, asking: number): [Side, Side] {
  const world = { now: 1_000_000 };
  const sides: [Side, Side] = [new Side(world), new Side(world)];
  sides[0].other = sides[1];
  sides[1].other = sides[0];
  let left = asking;
  for (let steps = 0; steps < 20_000; steps++) {
    const tasks = sides.flatMap((side) => [...side.tasks()]);
    if (left > 0) {
      for (const side of sides) {
        tasks.push(() => {
          if (side.ask(name(random(120)))) left--;
        });
      }
    }
    if (tasks.length === 0) return sides;
    tasks[random(tasks.length)]!();
  }
  assert.fail("it does not end");
}

Deno.test("choosing: each question is answered once, with what is held, whatever the order of things", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 31 - 1 }), (seed) => {
      for (const side of run(seeded(seed), 30)) {
        assert.equal(side.offence, null);
        for (const [number, named] of side.asked) {
          const held = heldOf(named);
          if (held === null) assert.equal(side.settled.get(number), "none");
          else assert.deepEqual(side.judged.get(number), held);
        }
        assert.equal(side.judged.size + side.settled.size, side.asked.size);
      }
    }),
    { numRuns: 60 },
  );
});

/** Everything that comes of an input, frames that go out answered as sent at once. */
function settle(state: ChoosingState, outputs: ChoosingOutput[], now: number): ChoosingOutput[] {
  return outputs.flatMap((output): ChoosingOutput[] =>
    output.type === "answer"
      ? [output, ...settle(state, stepChoosing(state, { type: "sent", now }), now)]
      : [output]
  );
}
const choose = (number: number): FrameOf<"choose"> => ({
  type: "choose",
  number,
  name: name(1),
});
const chosen = (fields: Partial<FrameOf<"chosen">> = {}): FrameOf<"chosen"> => ({
  type: "chosen",
  number: 1,
  items: [],
  pool: [],
  last: true,
  ...fields,
});
const received = (frame: ChoosingFrame, now = 0) => ({ type: "received", frame, now }) as const;

Deno.test("choosing: frames cross as they are, and names are of 32 or 66 bytes", () => {
  const item = { entry: filled(300), payload: null };
  for (
    const frame of [
      choose(1),
      { ...choose(2), name: filled(66) },
      chosen(),
      chosen({ items: [item], pool: [filled(300)], last: false }),
    ]
  ) assert.deepEqual(decodeFrame(encodeFrame(frame)), { ok: true, frame });
  for (
    const frame of [
      { ...choose(1), name: filled(31) },
      choose(0),
      chosen({ items: Array.from({ length: 257 }, () => item) }),
      chosen({ pool: Array.from({ length: 2_049 }, () => new Uint8Array()) }),
    ]
  ) assert.deepEqual(decodeFrame(encodeFrame(frame)), { ok: false });
});

Deno.test("choosing: answers to no question, questions out of order, and too many end it", () => {
  const cases: [ChoosingFrame[], string][] = [
    [[chosen()], "unexpected-frame"],
    [[choose(2)], "unexpected-frame"],
    [[choose(1), choose(1)], "unexpected-frame"],
    [Array.from({ length: MOST_QUESTIONS + 1 }, (_, i) => choose(i + 1)), "too-much"],
  ];
  for (const [frames, code] of cases) {
    const state = newChoosing();
    const outputs = frames.flatMap((frame) => stepChoosing(state, received(frame)));
    assert.deepEqual(outputs.at(-1), { type: "end", code });
    assert.deepEqual(stepChoosing(state, received(choose(1))), [], "nothing after the end");
  }
});

Deno.test("choosing: an answer is bounded, in frames and in bytes, and comes in order", () => {
  const item = { entry: filled(300), payload: filled(60_000) };
  const cases: [FrameOf<"chosen">[], string][] = [
    [[chosen({ number: 2 })], "unexpected-frame"],
    [[chosen({ last: false })], "unexpected-frame"],
    [[chosen({ pool: [filled(300)] })], "unexpected-frame"],
    [
      Array.from(
        { length: Math.ceil(CHOSEN_BYTES / 60_300) },
        () => chosen({ items: [item], last: false }),
      ),
      "too-much",
    ],
    [
      Array.from(
        { length: 9 },
        () => chosen({ pool: Array.from({ length: 250 }, () => filled(1)), last: false }),
      ),
      "too-much",
    ],
  ];
  for (const [frames, code] of cases) {
    const state = newChoosing();
    stepChoosing(state, { type: "ask", name: name(1) });
    stepChoosing(state, { type: "ask", name: name(2) });
    const outputs = frames.flatMap((frame) => stepChoosing(state, received(frame)));
    assert.deepEqual(outputs.at(-1), { type: "end", code });
  }
});

Deno.test("choosing: a silent peer is given up, and what it says later is passed over", () => {
  const state = newChoosing();
  const asked = stepChoosing(state, { type: "ask", name: name(1) });
  assert.deepEqual(asked[1], { type: "limit", number: 1, ms: FIRST_ANSWER_MS });
  const item = { entry: filled(300), payload: null };
  const begun = stepChoosing(state, received(chosen({ items: [item], last: false })));
  assert.deepEqual(begun, [{ type: "limit", number: 1, ms: WHOLE_ANSWER_MS }]);
  assert.deepEqual(stepChoosing(state, { type: "late", number: 1 }), [
    { type: "settle", number: 1, outcome: "late" },
  ]);
  assert.deepEqual(stepChoosing(state, received(chosen({ items: [item] }))), []);
  assert.deepEqual(stepChoosing(state, received(chosen())).at(-1), {
    type: "end",
    code: "unexpected-frame",
  });

  const silent = newChoosing();
  for (let i = 0; i < MOST_QUESTIONS; i++) {
    stepChoosing(silent, { type: "ask", name: name(1) });
    stepChoosing(silent, { type: "late", number: i + 1 });
  }
  assert.equal(mayAsk(silent), false, "who never answers is not asked for ever");
});

Deno.test("choosing: who asks without end waits for it, as long as the answers were large", () => {
  const state = newChoosing();
  let number = 0;
  let bytes = 0;
  const held: Chosen = { items: [{ entry: filled(300), payload: filled(60_000) }], pool: [] };
  for (;;) {
    const outputs = stepChoosing(state, received(choose(++number), 0));
    const [first] = outputs;
    if (first?.type === "wait") {
      assert(first.ms > 0 && first.ms < 1_000);
      break;
    }
    assert.deepEqual(outputs, [{ type: "read", name: name(1) }]);
    const answered = stepChoosing(state, { type: "read", chosen: held, now: 0 });
    settle(state, answered, 0);
    bytes += 60_300;
    assert(number < 1_000);
  }
  assert(bytes < 2 * CREDIT_MS * 262, `${bytes} bytes on credit`);
  assert.deepEqual(stepChoosing(state, { type: "due" }), [{ type: "read", name: name(1) }]);
  // Much later it is all paid for.
  settle(state, stepChoosing(state, { type: "read", chosen: null, now: 60_000 }), 60_000);
  assert.deepEqual(stepChoosing(state, received(choose(++number), 60_000)), [
    { type: "read", name: name(1) },
  ]);
});

Deno.test("choosing: an answer goes in frames of 64 KiB, or of one entry", () => {
  const state = newChoosing();
  stepChoosing(state, received(choose(1)));
  const items = Array.from({ length: 5 }, () => ({ entry: filled(300), payload: filled(65_536) }));
  const pool = Array.from({ length: 300 }, () => filled(321));
  const outputs = settle(
    state,
    stepChoosing(state, { type: "read", chosen: { items, pool }, now: 0 }),
    0,
  );
  const frames = outputs.flatMap((output) => output.type === "answer" ? [output.frame] : []);
  assert.deepEqual(frames.flatMap((frame) => frame.items), items);
  assert.deepEqual(frames.flatMap((frame) => frame.pool), pool);
  assert.deepEqual(frames.map(({ last }) => last), [...frames.slice(1).map(() => false), true]);
  for (const frame of frames) {
    assert(frame.items.length === 1 || encodeFrame(frame).length <= ENTRIES_BYTES + 2_048);
  }
});
