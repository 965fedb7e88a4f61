import { decodeEntry, encodeEntry, type Entry } from "../../src/core/bamboo/mod.ts";
import { native } from "../../src/platform/deno/crypto.ts";
import { entriesOf } from "./entries.ts";
import { type Bench, compare } from "./harness.ts";

/** Beside its BLAKE2b-512, which no node is spared, decoding should not count. */
export const decodeBench: Bench = {
  name: "decode",
  async run() {
    const items = entriesOf({ authors: 4, entriesEach: 64 }).map((item) => item.entry);
    const entries = items.map(decoded);
    const limit = "BLAKE2b-512 of the same bytes, native";
    const limitWork = () => {
      for (const bytes of items) native.blake2b512(bytes);
      return items.length;
    };
    return [
      await compare({
        what: "decodeEntry",
        work() {
          for (const bytes of items) decodeEntry(bytes);
          return items.length;
        },
        limit,
        limitWork,
      }),
      await compare({
        what: "encodeEntry",
        work() {
          for (const entry of entries) encodeEntry(entry);
          return entries.length;
        },
        limit,
        limitWork,
      }),
    ];
  },
};

function decoded(bytes: Uint8Array): Entry {
  const outcome = decodeEntry(bytes);
  if (!outcome.ok) throw new Error(outcome.refusal.code);
  return outcome.entry;
}
