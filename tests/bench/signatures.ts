/** The limit of all that is done with signed entries: the machine's own check of the signatures. */
import { Buffer } from "node:buffer";
import { createPublicKey, verify } from "node:crypto";
import type { CheckItem } from "../../src/core/bamboo/mod.ts";
import type { Work } from "./harness.ts";

export const RAW_CHECKS = "node:crypto's verify alone";

/** Everything but the check itself is made ready before. */
export function rawSignatureChecks(items: readonly CheckItem[]): Work {
  const signatures = items.map(({ entry }) => ({
    signed: entry.slice(0, -64),
    signature: entry.slice(-64),
    key: createPublicKey({
      key: Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), entry.slice(1, 33)]),
      format: "der",
      type: "spki",
    }),
  }));
  return () => {
    for (const { signed, signature, key } of signatures) verify(null, signed, key, signature);
    return signatures.length;
  };
}
