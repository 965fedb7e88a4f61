import assert from "node:assert/strict";
import { AddressError, addressOf, cutOffFor, retryAfter } from "../../../src/node/network/mod.ts";
import { Offenders } from "../../../src/node/network/offenders.ts";
import { olderStays } from "../../../src/node/network/rivals.ts";

Deno.test("retryAfter: at most 3 s at first, a minute at last, never less than four fifths", () => {
  let last = 0;
  for (let failures = 1; failures < 200; failures++) {
    const most = retryAfter(failures, 0);
    assert(most >= last && most <= (failures <= 40 ? 3_000 : 60_000));
    assert.equal(retryAfter(failures, 0.999), Math.round(most * (1 - 0.999 / 5)));
    last = most;
  }
  assert.equal(last, 60_000);
  assert.equal(retryAfter(1e9, 0), 60_000);
});

Deno.test("cutOffFor: doubles up to an hour", () => {
  assert.deepEqual([1, 2, 3, 9, 1e9].map(cutOffFor), [30e3, 60e3, 120e3, 3_600e3, 3_600e3]);
});

Deno.test("Offenders: cut off until then; the thousand latest are remembered", () => {
  const offenders = new Offenders();
  offenders.add("one", 0);
  assert.equal(offenders.cutOff("one", 10_000), 20_000);
  assert.equal(offenders.cutOff("one", 30_000), 0);
  assert.equal(offenders.cutOff(null, 0), 0);
  for (let i = 0; i < 999; i++) offenders.add(`${i}`, 0);
  offenders.add("one", 0);
  offenders.add("another", 0);
  assert.equal(offenders.cutOff("one", 0), 60_000);
  assert.equal(offenders.cutOff("0", 0), 0);
});

Deno.test("olderStays: both sides keep the same one of two made at once", () => {
  // Two connections, by who dialled; each side may have met either first.
  for (const [ours, theirs] of [["a", "b"], ["b", "a"]] as const) {
    const kept = (self: string, peer: string, first: "ours" | "theirs") => {
      const roleOf = (which: "ours" | "theirs") =>
        (which === "ours") === (self === ours) ? "dialer" : "answerer";
      const second = first === "ours" ? "theirs" : "ours";
      const older = { role: roleOf(first), age: 0 } as const;
      return olderStays(self, peer, older, { role: roleOf(second) }) ? first : second;
    };
    const all = (["ours", "theirs"] as const).flatMap((first) => [
      kept(ours, theirs, first),
      kept(theirs, ours, first),
    ]);
    assert.equal(new Set(all).size, 1);
  }
});

Deno.test("olderStays: an old one is a ghost, and so is one dialled from the same side", () => {
  const dialer = { role: "dialer", age: 0 } as const;
  assert(olderStays("a", "b", dialer, { role: "answerer" }));
  assert(!olderStays("a", "b", { ...dialer, age: 10_001 }, { role: "answerer" }));
  assert(!olderStays("a", "b", dialer, { role: "dialer" }));
});

Deno.test("addressOf: a host and a port, by http or https", () => {
  for (
    const [given, address] of [
      ["192.168.1.20:8000", "http://192.168.1.20:8000"],
      ["http://example.org/", "http://example.org"],
      ["https://user:word@Example.org:443/festival?x#y", "https://example.org"],
      ["[::1]:8000", "http://[::1]:8000"],
    ]
  ) assert.equal(addressOf(given!), address);
  for (
    const given of ["", "ws://a", "file:///etc/passwd", "javascript:alert(1)", "http://", "a b"]
  ) {
    assert.throws(() => addressOf(given), AddressError);
  }
});
