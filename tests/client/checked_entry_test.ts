import assert from "node:assert/strict";
import fc from "fast-check";
import { checkedEntry } from "../../src/client/checked_entry.ts";
import { checkEntry, createEntry } from "../../src/core/bamboo/mod.ts";
import { portable } from "../../src/core/crypto/mod.ts";

const later = {
  blake2b512: portable.blake2b512,
  verifySignature: (...signed: Parameters<typeof portable.verifySignature>) =>
    Promise.resolve(portable.verifySignature(...signed)),
};
const payload = new TextEncoder().encode("a PA, 2 kW");
const entry = createEntry({ seed: new Uint8Array(32).fill(4), logId: 7, seqNum: 1, payload });

Deno.test("checkedEntry takes what checkEntry takes, and gives the same", async () => {
  for (const given of [payload, null]) {
    const item = { entry, payload: given };
    assert.deepEqual(await checkedEntry(item, later), checkEntry(item, portable));
    assert.deepEqual(await checkedEntry(item, portable), checkEntry(item, portable));
  }
});

Deno.test("checkedEntry refuses whatever checkEntry refuses", async () => {
  const item = fc.record({
    of: fc.constantFrom("entry" as const, "payload" as const),
    at: fc.nat(),
    flip: fc.integer({ min: 1, max: 255 }),
  });
  await fc.assert(fc.asyncProperty(item, async ({ of, at, flip }) => {
    const changed = { entry: new Uint8Array(entry), payload: new Uint8Array(payload) };
    changed[of][at % changed[of].length]! ^= flip;
    const outcome = await checkedEntry(changed, later);
    assert(!outcome.ok && !checkEntry(changed, portable).ok);
  }));
  const stranger = await checkedEntry(
    { entry, payload },
    { ...later, verifySignature: () => false },
  );
  assert(!stranger.ok && stranger.refusal.code === "signature-invalid");
});
