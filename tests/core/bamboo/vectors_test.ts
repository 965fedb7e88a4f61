import assert from "node:assert/strict";
import {
  checkEntry,
  type CheckItem,
  createEntry,
  encodeEntry,
  hashOf,
  type UnsignedEntry,
} from "../../../src/core/bamboo/mod.ts";
import { portable, publicKeyOf } from "../../../src/core/crypto/mod.ts";
import { native } from "../../../src/platform/deno/crypto.ts";
import { type BambooVectors, bambooVectors } from "../../vectors/make_bamboo.ts";

const root = new URL("../../../", import.meta.url);
const ours: BambooVectors = readJson(new URL("tests/vectors/bamboo.json", root));

Deno.test("our vectors: the file is what its script makes", () => {
  assert.deepEqual(bambooVectors(), ours, "the format has changed, or run make_bamboo.ts");
});

for (const vector of ours.valid) {
  Deno.test(`our vectors: takes and makes again: ${vector.name}`, () => {
    const entry = hex(vector.entry);
    const payload = hex(vector.payload);
    for (const primitives of [native, portable]) {
      const outcome = checkEntry({ entry, payload }, primitives);
      assert(outcome.ok);
      const { checked } = outcome;
      const { decoded } = vector;
      assert.deepEqual(checked.hash, hex(vector.hash));
      assert.deepEqual(checked.entry, {
        endOfLog: decoded.endOfLog,
        author: hex(decoded.author),
        logId: BigInt(decoded.logId),
        seqNum: Number(decoded.seqNum),
        lipmaalink: decoded.lipmaalink === null ? null : hex(decoded.lipmaalink),
        backlink: decoded.backlink === null ? null : hex(decoded.backlink),
        payloadSize: BigInt(decoded.payloadSize),
        payloadHash: hex(decoded.payloadHash),
        signature: hex(decoded.signature),
      });
      assert.deepEqual(encodeEntry(checked.entry), entry);
      assert.deepEqual(made(hex(vector.seed), payload, checked.entry), entry);
    }
  });
}

for (const vector of ours.refused) {
  Deno.test(`our vectors: refuses as ${vector.code}: ${vector.name}`, () => {
    const payload = vector.payload === null ? null : hex(vector.payload);
    const item: CheckItem = { entry: hex(vector.entry), payload };
    for (const primitives of [native, portable]) {
      const outcome = checkEntry(item, primitives);
      assert.equal(outcome.ok ? "taken" : outcome.refusal.code, vector.code);
    }
  });
}

/** Entries that another implementation made, kept beside a checkout and no part of it. */
interface OtherVectors {
  readonly author: { readonly public: string; readonly secret: string };
  readonly entries: readonly {
    readonly encoded: string;
    readonly payload: string;
    readonly decoded: {
      readonly author: string;
      readonly logId: number;
      readonly seqNum: number;
      readonly isEndOfFeed: boolean;
      readonly payloadSize: number;
      readonly sig: string;
      readonly payloadHash: { readonly Blake2b: string };
      readonly backlink: { readonly Blake2b: string } | null;
      readonly lipmaaLink: { readonly Blake2b: string } | null;
    };
  }[];
}

const othersFile = new URL("../shared/vectors/bamboo.json", root);

// Only where that folder is: our own vectors, above, are always held to.
if (exists(othersFile)) {
  Deno.test("vectors of another implementation: reproduced byte for byte", () => {
    const others: OtherVectors = readJson(othersFile);
    assert(others.entries.length > 0);
    const seed = hex(others.author.secret);
    assert.deepEqual(publicKeyOf(seed), hex(others.author.public));

    let previous: Uint8Array | null = null;
    for (const { encoded, payload, decoded } of others.entries) {
      const entry = hex(encoded);
      const outcome = checkEntry({ entry, payload: hex(payload) }, portable);
      assert(outcome.ok);
      assert.deepEqual(outcome.checked.entry, {
        endOfLog: decoded.isEndOfFeed,
        author: hex(decoded.author),
        logId: BigInt(decoded.logId),
        seqNum: decoded.seqNum,
        lipmaalink: yamf(decoded.lipmaaLink),
        backlink: yamf(decoded.backlink),
        payloadSize: BigInt(decoded.payloadSize),
        payloadHash: yamf(decoded.payloadHash),
        signature: hex(decoded.sig),
      });
      assert.deepEqual(outcome.checked.entry.backlink, previous && hashOf(previous));
      assert.deepEqual(encodeEntry(outcome.checked.entry), entry);
      assert.deepEqual(made(seed, hex(payload), outcome.checked.entry), entry);
      previous = entry;
    }
  });
}

/** Makes an entry anew from what it says. */
function made(seed: Uint8Array, payload: Uint8Array, entry: UnsignedEntry): Uint8Array {
  const { logId, seqNum, backlink, lipmaalink, endOfLog } = entry;
  return createEntry({ seed, logId, seqNum, backlink, lipmaalink, payload, endOfLog });
}

function yamf(digest: { readonly Blake2b: string } | null): Uint8Array | null {
  return digest && hex(`0040${digest.Blake2b}`);
}

function hex(digits: string): Uint8Array {
  return Uint8Array.fromHex(digits);
}

function readJson<Value>(file: URL): Value {
  return JSON.parse(Deno.readTextFileSync(file));
}

function exists(file: URL): boolean {
  try {
    return Deno.statSync(file).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
