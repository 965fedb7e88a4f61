/** A worker that checks entries, one buffer of them after the other, for as long as it is let. */
import { checkEntry, digestOf, type EntryRefusal } from "../../../core/bamboo/mod.ts";
import { native } from "../crypto.ts";
import { type PackedChecks, type PackedOutcomes, unpackItems } from "./packed.ts";

/** What there is of a worker's own scope here; the types at hand are those of the main thread. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<PackedChecks>) => void) | null;
  postMessage(message: PackedOutcomes, transfer: ArrayBuffer[]): void;
}

const DIGEST_BYTES = 64;
const scope = self as unknown as WorkerScope;

scope.onmessage = ({ data: { number, buffer } }) => {
  const items = unpackItems(buffer);
  const digests = new Uint8Array(items.length * DIGEST_BYTES);
  const refused: [number, EntryRefusal][] = [];
  items.forEach((item, i) => {
    const outcome = checkEntry(item, native);
    if (outcome.ok) digests.set(digestOf(outcome.checked.hash), i * DIGEST_BYTES);
    else refused.push([i, outcome.refusal]);
  });
  scope.postMessage({ number, buffer, digests: digests.buffer, refused }, [buffer, digests.buffer]);
};
