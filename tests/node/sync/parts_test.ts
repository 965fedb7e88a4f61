import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import fc from "fast-check";
import { MAX_FRAME_BYTES } from "../../../src/node/ports.ts";
import { MAX_JOINED_BYTES, PartJoiner, partsOf } from "../../../src/node/sync/parts.ts";

const MORE = 1;
const full = () => new Uint8Array(MAX_FRAME_BYTES).fill(MORE, 0, 1);

Deno.test("partsOf, PartJoiner: frames of any length come out as they went in, lanes interleaved", () => {
  const length = fc.oneof(
    fc.integer({ min: 1, max: MAX_JOINED_BYTES }),
    fc.integer({ min: 1, max: 3 }).map((parts) => parts * (MAX_FRAME_BYTES - 1)),
  );
  fc.assert(
    fc.property(length, length, fc.infiniteStream(fc.boolean()), (one, other, turns) => {
      const frames = [new Uint8Array(one).fill(1), new Uint8Array(other).fill(2)];
      const lanes = [partsOf(frames[0]!, "control"), partsOf(frames[1]!, "bulk")];
      const joiner = new PartJoiner();
      const joined: unknown[] = [];
      while (lanes.some((parts) => parts.length > 0)) {
        const [first, second] = turns.next().value ? [0, 1] : [1, 0];
        const part = (lanes[first!]!.length > 0 ? lanes[first!] : lanes[second!])!.shift()!;
        assert(part.length <= MAX_FRAME_BYTES);
        const frame = joiner.add(part);
        if (frame !== null) joined.push(frame);
      }
      assert.equal(joined.length, 2);
      for (const frame of frames) {
        assert(joined.some((each) => Buffer.compare(each as Uint8Array, frame) === 0));
      }
    }),
    { numRuns: 30 },
  );
});

Deno.test("partsOf: a frame that is empty or too long is misuse", () => {
  assert.throws(() => partsOf(new Uint8Array(0), "bulk"), RangeError);
  assert.throws(() => partsOf(new Uint8Array(MAX_JOINED_BYTES + 1), "bulk"), RangeError);
});

Deno.test("PartJoiner: more than the longest frame is too long, before it is held", () => {
  const joiner = new PartJoiner();
  for (let part = 0; part < 16; part++) assert.equal(joiner.add(full()), null);
  assert.equal(joiner.add(full()), "too-long");
});

Deno.test("PartJoiner: unknown flags, empty parts and small ones that are not the last are malformed", () => {
  for (const part of [[4, 1], [0xff, 1], [0], [MORE], [], [MORE, 1, 2, 3]]) {
    assert.equal(new PartJoiner().add(Uint8Array.from(part)), "malformed");
  }
});
