/** What every channel does, whatever it is made of. The rigs bring it with a far end that obeys. */
import assert from "node:assert/strict";
import {
  type Channel,
  ChannelClosedError,
  type ChannelEnd,
  MAX_FRAME_BYTES,
} from "../../../src/node/ports.ts";
import { asFrame, numberedFrame, type Order, type Taken, takeNumbered } from "./channel_far_end.ts";
import { collectGarbage } from "../../garbage.ts";

export interface Rig {
  /** A fresh channel whose far end obeys orders. */
  open(): Promise<{ readonly near: Channel; readonly farEnd: Promise<ChannelEnd> }>;
  close(): Promise<void>;
}

export interface RigFacts {
  readonly make: () => Promise<Rig>;
  /** How much goes through the slow receiver. */
  readonly megabytes: number;
  readonly transport: Channel["transport"];
  /** A loop's turn, for a receiver that is slow. */
  readonly pause: () => Promise<void>;
  /** What is particular to this one, by what it says; last. */
  readonly more?: { readonly [behaviour: string]: (near: Channel, rig: Rig) => Promise<void> };
}

/** How much more may be held while a stream of any length passes: the windows, pipes, and code. */
const FLAT_BYTES = 4 * 1_048_576;

export function channelSuite(name: string, facts: RigFacts): void {
  Deno.test({
    name: `Channel (${name})`,
    // Other people's timers end by themselves, but not at once; `leaks_test.ts` proves that they do.
    sanitizeOps: false,
    sanitizeResources: false,
    async fn(t) {
      const rig = await facts.make();
      const step = (
        behaviour: string,
        task: (near: Channel, farEnd: Promise<ChannelEnd>) => Promise<void>,
      ) =>
        t.step(behaviour, async () => {
          const { near, farEnd } = await rig.open();
          try {
            await task(near, farEnd);
          } finally {
            near.close();
            await near.closed;
          }
        });
      try {
        await step("keeps frames whole, of one byte, of the most, and between", wholeFrames);
        await step("keeps the order in a lane", manySmallFrames);
        await step("lets control overtake bulk that waits", controlFirst);
        await step(
          "holds a fast sender to a slow receiver, in flat memory",
          (near) => slowReceiver(near, facts),
        );
        await step("delivers what was sent before this side closes", closeHere);
        await step("delivers what was sent before the other side closes", closeThere);
        await step("delivers nothing after close, and takes nothing", nothingAfterClose);
        await step("refuses sends that wait when it closes", refusesWhatWaits);
        await step("refuses frames of wrong sizes", wrongSizes);
        await step("says what it is and what it proves", (near) => {
          assert.equal(near.transport, facts.transport);
          if (facts.transport !== "webrtc") return Promise.resolve();
          assert.equal(near.binding?.local.length, 32);
          assert.equal(near.binding?.remote.length, 32);
          return Promise.resolve();
        });
        for (const [behaviour, task] of Object.entries(facts.more ?? {})) {
          await step(behaviour, (near) => task(near, rig));
        }
      } finally {
        await rig.close();
      }
    },
  });
}

export function order(near: Channel, what: Order): Promise<void> {
  return near.send(asFrame(what), "control");
}

/** The answer to a `take`. */
export async function taken(near: Channel): Promise<Taken> {
  const frame = await near.receive();
  assert(frame !== null, "the channel ended before its answer came");
  return JSON.parse(new TextDecoder().decode(frame)) as Taken;
}

async function wholeFrames(near: Channel): Promise<void> {
  const sizes = [1, 2, 5, 100, 1_199, 1_200, 1_201, 8_192, MAX_FRAME_BYTES - 1, MAX_FRAME_BYTES];
  await order(near, { do: "echo", count: sizes.length });
  for (const [index, bytes] of sizes.entries()) {
    const frame = numberedFrame("bulk", index, bytes);
    await near.send(frame, "bulk");
    assert.deepEqual(new Uint8Array((await near.receive())!), frame);
  }
}

async function manySmallFrames(near: Channel): Promise<void> {
  const count = 3_000;
  await order(near, { do: "take", count: 2 * count });
  const sends: Promise<void>[] = [];
  for (let index = 0; index < count; index++) {
    sends.push(near.send(numberedFrame("bulk", index, 1 + index % 9), "bulk"));
    sends.push(near.send(numberedFrame("control", index, 1 + index % 7), "control"));
  }
  await Promise.all(sends);
  const { inOrder } = await taken(near);
  assert(inOrder);
}

async function controlFirst(near: Channel): Promise<void> {
  const bulk = 200;
  await order(near, { do: "take", count: bulk + 1 });
  const sends = Array.from(
    { length: bulk },
    (_, index) => near.send(numberedFrame("bulk", index, MAX_FRAME_BYTES), "bulk"),
  );
  sends.push(near.send(numberedFrame("control", 0, 5), "control"));
  await Promise.all(sends);
  const { inOrder, bulkBeforeControl } = await taken(near);
  assert(inOrder);
  // At most the pipe's 64 KiB were ahead of it, and what the far end had taken by then.
  assert(bulkBeforeControl >= 0 && bulkBeforeControl <= 16, `${bulkBeforeControl} before control`);
}

async function slowReceiver(near: Channel, { megabytes, pause }: RigFacts): Promise<void> {
  const count = megabytes * 1_048_576 / MAX_FRAME_BYTES;
  await order(near, { do: "send", lane: "bulk", count, bytes: MAX_FRAME_BYTES });
  const held: number[] = [];
  const { inOrder, bytes } = await takeNumbered(near, count, async (index) => {
    if (index % Math.ceil(count / 8) === 0) held.push(heldBytes());
    await pause();
  });
  assert(inOrder);
  assert.equal(bytes, count * MAX_FRAME_BYTES);
  const grew = Math.max(...held) - Math.min(...held);
  assert(grew < FLAT_BYTES, `grew by ${Math.round(grew / 1_048_576)} MB`);
}

/** What this thread still holds on to. */
function heldBytes(): number {
  collectGarbage();
  const { heapUsed, external } = Deno.memoryUsage();
  return heapUsed + external;
}

async function closeHere(near: Channel, farEnd: Promise<ChannelEnd>): Promise<void> {
  await order(near, { do: "take", count: 100 });
  for (let index = 0; index < 100; index++) {
    await near.send(numberedFrame("bulk", index, 1_000), "bulk");
  }
  near.close();
  near.close();
  assert.equal(await near.closed, "here");
  assert.equal(await farEnd, "there");
}

async function closeThere(near: Channel, farEnd: Promise<ChannelEnd>): Promise<void> {
  await order(near, { do: "send", lane: "bulk", count: 20, bytes: 9_000 });
  await order(near, { do: "close" });
  assert.equal(await farEnd, "here");
  const { inOrder, bytes } = await takeNumbered(near, 20);
  assert(inOrder);
  assert.equal(bytes, 20 * 9_000);
  assert.equal(await near.receive(), null);
  assert.equal(await near.closed, "there");
}

async function nothingAfterClose(near: Channel): Promise<void> {
  await order(near, { do: "send", lane: "bulk", count: 50, bytes: 100 });
  assert.notEqual(await near.receive(), null);
  const waits = near.receive().then(() => near.receive()).then(() => near.receive());
  near.close();
  assert.equal(await near.receive(), null);
  await assert.rejects(near.send(new Uint8Array(1), "control"), ChannelClosedError);
  assert.equal(await near.closed, "here");
  assert.equal(await near.receive(), null);
  assert.equal(await waits, null);
}

async function refusesWhatWaits(near: Channel): Promise<void> {
  const count = 200;
  await order(near, { do: "take", count });
  const sends = Array.from(
    { length: count },
    (_, index) => near.send(numberedFrame("bulk", index, MAX_FRAME_BYTES), "bulk"),
  );
  near.close();
  const ends = await Promise.allSettled(sends);
  const refused = ends.filter((one) => one.status === "rejected");
  assert(refused.length >= count - 20);
  for (const one of refused) assert(one.reason instanceof ChannelClosedError);
}

function wrongSizes(near: Channel): Promise<void> {
  assert.throws(() => near.send(new Uint8Array(0), "bulk"), RangeError);
  assert.throws(() => near.send(new Uint8Array(MAX_FRAME_BYTES + 1), "control"), RangeError);
  return Promise.resolve();
}
