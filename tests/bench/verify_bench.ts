import { checkEntry } from "../../src/core/bamboo/mod.ts";
import { portable } from "../../src/core/crypto/mod.ts";
import { createVerifier } from "../../src/node/verifier.ts";
import { native } from "../../src/platform/deno/crypto.ts";
import { pause } from "../../src/platform/deno/pause.ts";
import { entriesOf } from "./entries.ts";
import { type Bench, compare } from "./harness.ts";
import { RAW_CHECKS, rawSignatureChecks } from "./signatures.ts";

/** All that is checked of an entry with its payload, beside the raw check of its signature. */
export const verifyBench: Bench = {
  name: "verify",
  async run() {
    const items = entriesOf({ authors: 16, entriesEach: 32 });
    const few = items.slice(0, 32);
    const verifier = createVerifier(native, { pause });

    const limit = RAW_CHECKS;
    const limitWork = rawSignatureChecks(items);

    const rows = [
      await compare({
        what: "checkEntry, native",
        work() {
          for (const item of items) checkEntry(item, native);
          return items.length;
        },
        limit,
        limitWork,
      }),
      await compare({
        what: "createVerifier(native).check, with pauses",
        work: async () => (await verifier.check(items)).length,
        limit,
        limitWork,
      }),
      await compare({
        what: "checkEntry, portable",
        work() {
          for (const item of few) checkEntry(item, portable);
          return few.length;
        },
        limit,
        limitWork,
      }),
    ];
    await verifier.close();
    return rows;
  },
};
