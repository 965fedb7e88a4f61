import assert from "node:assert/strict";
import { checkLinks, lipmaa } from "../../../src/core/bamboo/mod.ts";
import { checked, sampleEntry, sampleLog } from "./sample_log.ts";

const log = sampleLog(41);
const other = sampleLog(1, { logId: 1n })[0]!.hash;

Deno.test("checkLinks: accepts every entry of a log", () => {
  for (const [index, sample] of log.entries()) {
    const { entry } = checked(sample);
    const known = {
      backlink: log[index - 1]?.hash ?? null,
      lipmaalink: log[lipmaa(entry.seqNum) - 1]?.hash ?? null,
      previousEnded: false,
    };
    assert.equal(checkLinks(entry, known), null);
  }
});

Deno.test("checkLinks: a link that leads elsewhere is told by its name", () => {
  const { entry } = checked(log[7]!);
  const right = { backlink: log[6]!.hash, lipmaalink: log[3]!.hash, previousEnded: false };
  const backlink = checkLinks(entry, { ...right, backlink: other });
  assert.deepEqual(backlink, { code: "backlink-mismatch", seqNum: 8 });
  const lipmaalink = checkLinks(entry, { ...right, lipmaalink: other });
  assert.deepEqual(lipmaalink, { code: "lipmaalink-mismatch", seqNum: 8 });
});

Deno.test("checkLinks: nothing follows the entry that ends its log", () => {
  const ended = sampleLog(2, { ends: true });
  const after = checked(sampleEntry(ended, { payload: new Uint8Array() })).entry;
  const known = { backlink: ended[1]!.hash, lipmaalink: null, previousEnded: true };
  assert.deepEqual(checkLinks(after, known), { code: "ended", seqNum: 3 });
});

Deno.test("checkLinks: an entry of another side of a fork is a mismatch, though the log ended", () => {
  const { entry } = checked(log[2]!);
  const known = { backlink: other, lipmaalink: null, previousEnded: true };
  assert.deepEqual(checkLinks(entry, known), { code: "backlink-mismatch", seqNum: 3 });
});

Deno.test("checkLinks: a lipmaalink that is left out is not looked at", () => {
  const { entry } = checked(log[2]!);
  const known = { backlink: log[1]!.hash, lipmaalink: other, previousEnded: false };
  assert.equal(checkLinks(entry, known), null);
});

Deno.test("checkLinks: to ask without the hash of the entry before is misuse", () => {
  const { entry } = checked(log[7]!);
  const known = { backlink: log[6]!.hash, lipmaalink: log[3]!.hash, previousEnded: false };
  assert.throws(() => checkLinks(entry, { ...known, backlink: null }), RangeError);
  assert.throws(() => checkLinks(entry, { ...known, lipmaalink: null }), RangeError);
});
