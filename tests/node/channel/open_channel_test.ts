import assert from "node:assert/strict";
import fc from "fast-check";
import {
  HIGH_MARK_BYTES,
  memoryPipes,
  openChannel,
  PING_EVERY_MS,
  type Pipe,
} from "../../../src/node/channel/mod.ts";
import { FRAME_COST, WINDOW } from "../../../src/node/channel/credits.ts";
import { type Channel, MAX_FRAME_BYTES } from "../../../src/node/ports.ts";
import { VirtualClock } from "../ports/virtual_clock.ts";

const CONTROL = 1, BULK = 2, CREDIT = 3, PING = 4, PONG = 5, BYE = 6;

/** A channel, and the bare pipe of somebody who keeps to no rule. */
function hostile() {
  const clock = new VirtualClock();
  const pipes = memoryPipes();
  const [ours, theirs] = pipes.ends;
  const channel = openChannel(ours, clock);
  const heard: Uint8Array[] = [];
  let gone = false;
  theirs.listen({ message: (one) => heard.push(one), room: () => {}, gone: () => gone = true });
  return { clock, pipes, channel, ours, theirs, heard, isGone: () => gone };
}

/** Until all that is under way in memory has arrived. */
async function quiet(...pipes: Pipe[]): Promise<void> {
  do {
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  } while (pipes.some((one) => one.buffered() > 0));
}

/** A header and so many bytes of body; before those of a frame, its length. */
function message(header: number, length: number): Uint8Array {
  const isFrame = header === CONTROL || header === BULK;
  const bytes = new Uint8Array(1 + (isFrame ? 2 : 0) + length);
  bytes[0] = header;
  if (isFrame) new DataView(bytes.buffer).setUint16(1, length);
  return bytes;
}

function credit(control: number, bulk: number): Uint8Array {
  const bytes = message(CREDIT, 8);
  const view = new DataView(bytes.buffer);
  view.setUint32(1, control);
  view.setUint32(5, bulk);
  return bytes;
}

async function settled(promise: Promise<unknown>): Promise<boolean> {
  const no = Symbol();
  await quiet();
  return await Promise.race([promise.then(() => true, () => true), Promise.resolve(no)]) !== no;
}

const BROKEN: { readonly [name: string]: Uint8Array[] } = {
  "an unknown header": [message(0, 3)],
  "another unknown header": [message(7, 0)],
  "an empty message": [new Uint8Array(0)],
  "an empty frame": [message(BULK, 0)],
  "a frame shorter than it says": [message(BULK, 10).subarray(0, 12)],
  "a frame without its length": [Uint8Array.of(CONTROL, 0)],
  "a message too long": [new Uint8Array(16_388).fill(PONG)],
  "something after a frame": [Uint8Array.of(BULK, 0, 1, 9, 99)],
  "a frame too long": [message(CONTROL, MAX_FRAME_BYTES + 1)],
  "a ping with a body": [message(PING, 1)],
  "a bye with a body": [message(BYE, 1)],
  "a grant too short": [message(CREDIT, 7)],
  "a grant of what was not spent": [credit(1, 0)],
  "a huge grant": [credit(0xffffffff, 0xffffffff)],
  "more bulk than there was credit for": Array.from(
    { length: 1 + WINDOW.bulk / (FRAME_COST + MAX_FRAME_BYTES) },
    () => message(BULK, MAX_FRAME_BYTES),
  ),
  "more control than there was credit for": Array.from(
    { length: 1 + WINDOW.control / (FRAME_COST + 1) },
    () => message(CONTROL, 1),
  ),
};

for (const [name, messages] of Object.entries(BROKEN)) {
  Deno.test(`openChannel: ${name} ends it as broken`, async () => {
    const { clock, channel, theirs, isGone } = hostile();
    for (const one of messages) theirs.send(one);
    assert.equal(await channel.closed, "broken");
    assert.equal(await channel.receive(), null);
    await quiet();
    assert(isGone());
    assert.equal(clock.waiting, 0);
  });
}

Deno.test("openChannel: takes exactly the credit it gave, and holds no more", async () => {
  const { channel, theirs, clock } = hostile();
  const frames = Math.floor(WINDOW.bulk / (MAX_FRAME_BYTES + FRAME_COST));
  for (let index = 0; index < frames; index++) theirs.send(message(BULK, MAX_FRAME_BYTES));
  await quiet(theirs);
  assert(!await settled(channel.closed));
  theirs.send(message(BULK, MAX_FRAME_BYTES));
  assert.equal(await channel.closed, "broken");
  assert.equal(clock.waiting, 0);
});

Deno.test("openChannel: sends no more than it has credit and a pipe for", async () => {
  const { channel, ours, theirs, heard, pipes } = hostile();
  const sends = Array.from({ length: 80 }, () => channel.send(new Uint8Array(16_384), "bulk"));
  for (const one of sends) one.catch(() => {});
  await quiet(ours);
  assert.equal(heard.length, Math.floor(WINDOW.bulk / (16_384 + FRAME_COST)));
  pipes.freeze();
  theirs.send(credit(0, 0));
  pipes.thaw();
  const spent = heard.length * (16_384 + FRAME_COST);
  theirs.send(credit(0, spent));
  await quiet(ours, theirs);
  assert.equal(heard.length, 2 * Math.floor(WINDOW.bulk / (16_384 + FRAME_COST)));
  channel.close();
});

Deno.test("openChannel: never lets more than the high mark wait in a pipe that hangs", async () => {
  const { channel, ours, theirs, pipes } = hostile();
  for (let index = 0; index < 3; index++) theirs.send(message(PING, 0));
  await quiet(ours, theirs);
  pipes.freeze();
  for (let index = 0; index < 100; index++) {
    for (const lane of ["bulk", "control"] as const) {
      channel.send(new Uint8Array(16_384), lane).catch(() => {});
    }
  }
  await quiet();
  assert(ours.buffered() > HIGH_MARK_BYTES / 2 && ours.buffered() <= HIGH_MARK_BYTES);
  channel.close();
});

Deno.test("openChannel: answers pings while nobody receives, one for many", async () => {
  const { channel, ours, theirs, heard, pipes } = hostile();
  theirs.send(message(BULK, 100));
  theirs.send(message(PING, 0));
  await quiet(ours, theirs);
  assert.deepEqual(heard, [Uint8Array.of(PONG)]);

  // A flood while the way back is blocked makes nothing grow.
  for (let index = 0; index < 5; index++) {
    channel.send(new Uint8Array(16_384), "bulk").catch(() => {});
  }
  for (let index = 0; index < 10_000; index++) theirs.send(message(PING, 0));
  pipes.freeze();
  await quiet();
  assert(ours.buffered() <= HIGH_MARK_BYTES);
  pipes.thaw();
  await quiet(ours, theirs);
  assert(!await settled(channel.closed));
  channel.close();
});

Deno.test("openChannel: any traffic is a sign of life; none for three pings is silence", async () => {
  const { channel, clock, theirs, heard, ours } = hostile();
  for (let index = 0; index < 10; index++) {
    clock.advance(PING_EVERY_MS);
    await quiet(ours);
    theirs.send(index % 2 === 0 ? message(PONG, 0) : message(BULK, 5));
    await quiet(theirs);
  }
  assert.equal(heard.filter((one) => one[0] === PING).length, 10);
  clock.advance(3 * PING_EVERY_MS);
  assert(!await settled(channel.closed));
  clock.advance(PING_EVERY_MS);
  assert.equal(await channel.closed, "silent");
  assert.equal(clock.waiting, 0);
});

Deno.test("openChannel: a peer that hangs is given up, though the pipe is full", async () => {
  const clock = new VirtualClock();
  const pipes = memoryPipes();
  const channels = pipes.ends.map((end) => openChannel(end, clock));
  const [one] = channels as [Channel, Channel];
  for (let index = 0; index < 20; index++) {
    one.send(new Uint8Array(16_384), "bulk").catch(() => {});
  }
  pipes.freeze();
  clock.advance(4 * PING_EVERY_MS);
  for (const channel of channels) assert.equal(await channel.closed, "silent");
  assert.equal(clock.waiting, 0);
});

Deno.test("openChannel: two ends that talk keep each other alive for as long as they like", async () => {
  const clock = new VirtualClock();
  const { ends } = memoryPipes();
  const channels = ends.map((end) => openChannel(end, clock));
  for (let index = 0; index < 50; index++) {
    clock.advance(PING_EVERY_MS);
    await quiet(...ends);
  }
  for (const channel of channels) assert(!await settled(channel.closed));
  for (const channel of channels) channel.close();
  for (const channel of channels) assert.equal(await channel.closed, "here");
});

Deno.test("openChannel: a pipe that breaks loses the channel, once", async () => {
  const { channel, pipes, theirs, clock } = hostile();
  theirs.send(message(BULK, 5));
  await quiet(theirs);
  const send = channel.send(new Uint8Array(5), "bulk");
  pipes.cut();
  assert.equal(await channel.closed, "lost");
  assert.equal(await channel.receive(), null);
  await send;
  channel.close();
  pipes.cut();
  assert.equal(await channel.closed, "lost");
  assert.equal(clock.waiting, 0);
});

Deno.test("openChannel: a bye that nobody hears is given up after a while", async () => {
  const { channel, pipes, clock } = hostile();
  pipes.freeze();
  channel.close();
  assert.equal(await channel.receive(), null);
  await quiet();
  assert(!await settled(channel.closed));
  clock.advance(2_000);
  assert.equal(await channel.closed, "here");
  assert.equal(clock.waiting, 0);
});

Deno.test("openChannel: what came before a bye can be taken, and only that", async () => {
  const { channel, theirs, clock } = hostile();
  for (const length of [1, 2]) theirs.send(message(BULK, length));
  theirs.send(message(CONTROL, 3));
  theirs.send(message(BYE, 0));
  theirs.send(message(BULK, 4));
  await quiet(theirs);
  await assert.rejects(channel.send(new Uint8Array(1), "bulk"));
  const lengths = [];
  for (let frame; (frame = await channel.receive()) !== null;) lengths.push(frame.length);
  assert.deepEqual(lengths, [3, 1, 2]);
  assert.equal(await channel.closed, "there");
  assert.equal(clock.waiting, 0);
});

Deno.test("openChannel: what came before a bye is not kept for ever", async () => {
  const { channel, theirs, clock } = hostile();
  theirs.send(message(BULK, 1));
  theirs.send(message(BULK, 2));
  theirs.send(message(BYE, 0));
  await quiet(theirs);
  clock.advance(14_000);
  assert.equal((await channel.receive())!.length, 1);
  clock.advance(14_000);
  assert(!await settled(channel.closed));
  clock.advance(1_000);
  assert.equal(await channel.closed, "there");
  assert.equal(await channel.receive(), null);
  assert.equal(clock.waiting, 0);
});

Deno.test("openChannel: small frames of one turn share messages, control first", async () => {
  const { channel, heard, ours } = hostile();
  const sends = Array.from({ length: 500 }, (_, index) => {
    const lane = index % 2 === 0 ? "bulk" : "control";
    return channel.send(Uint8Array.of(index % 2), lane);
  });
  await Promise.all(sends);
  await quiet(ours);
  assert.equal(heard.length, 1);
  assert.deepEqual([heard[0]![0], heard[0]![4 * 249], heard[0]![4 * 250]], [
    CONTROL,
    CONTROL,
    BULK,
  ]);
  channel.close();
});

Deno.test("openChannel: both may close at once", async () => {
  const clock = new VirtualClock();
  const channels = memoryPipes().ends.map((end) => openChannel(end, clock));
  for (const channel of channels) channel.close();
  for (const channel of channels) assert.equal(await channel.closed, "here");
  assert.equal(clock.waiting, 0);
});

Deno.test("openChannel: any messages at all end it or are taken, in bounded memory", async () => {
  const oneMessage = fc.oneof(
    fc.uint8Array({ minLength: 0, maxLength: 20 }),
    fc.tuple(fc.integer({ min: 0, max: 7 }), fc.constantFrom(0, 1, 8, 16_384, 16_385)).map(
      ([header, length]) => message(header, length),
    ),
    fc.tuple(fc.nat(200_000), fc.nat(200_000)).map(([one, other]) => credit(one, other)),
  );
  const property = fc.asyncProperty(
    fc.array(oneMessage, { maxLength: 60 }),
    fc.nat(10),
    async (messages, sends) => {
      const { channel, theirs, ours, clock } = hostile();
      for (let index = 0; index < sends; index++) {
        channel.send(new Uint8Array(16_384), index % 2 ? "bulk" : "control").catch(() => {});
      }
      let held = 0;
      for (const one of messages) {
        theirs.send(one);
        await quiet(theirs);
        assert(ours.buffered() <= HIGH_MARK_BYTES);
      }
      channel.close();
      for (let frame; (frame = await channel.receive()) !== null;) held += frame.length;
      assert(held <= WINDOW.control + WINDOW.bulk);
      clock.advance(2_000);
      await channel.closed;
      assert.equal(clock.waiting, 0);
    },
  );
  await fc.assert(property, { numRuns: 100 });
});
