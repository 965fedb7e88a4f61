import assert from "node:assert/strict";
import fc from "fast-check";
import { eventsOf } from "../../src/agents/mod.ts";

/** Reads a stream that comes in pieces of these sizes. */
async function read(text: string, sizes: readonly number[]) {
  const bytes = new TextEncoder().encode(text);
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start(controller) {
      let at = 0;
      for (let i = 0; at < bytes.length; i++) {
        const size = sizes[i % sizes.length]!;
        controller.enqueue(bytes.slice(at, at + size));
        at += size;
      }
      controller.close();
    },
  });
  const events = [];
  for await (const event of eventsOf(body)) if (event !== null) events.push(event);
  return events;
}

Deno.test("eventsOf: gives events whole, however the stream is cut, and leaves comments out", async () => {
  const text = ': ping\n\nretry: 3000\n\nevent: entry\ndata: {"ä":1}\n\ndata:a\ndata: b\r\n\r\n' +
    "event: last\ndata: unfinished";
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), async (sizes) => {
      assert.deepEqual(await read(text, sizes), [
        { name: "entry", data: '{"ä":1}' },
        { name: "message", data: "a\nb" },
      ]);
    }),
    { numRuns: 50 },
  );
});

Deno.test("eventsOf: does not hold an event without end", async () => {
  await assert.rejects(read("data: " + "x".repeat(100_000), [1_000]), RangeError);
});
