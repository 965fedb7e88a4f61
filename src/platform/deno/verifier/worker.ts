/** A worker that checks entries, one buffer of them after the other, for as long as it is let. */
import { checkOwned, type EntryRefusal, HASH_BYTES } from "../../../core/bamboo/mod.ts";
import { native } from "../crypto.ts";
import { claimed, type PackedChecks, type PackedOutcomes, unpackItems, WORKER } from "./packed.ts";

/** What there is of a worker's own scope here; the types at hand are those of the main thread. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<PackedChecks>) => void) | null;
  postMessage(message: PackedOutcomes, transfer: ArrayBuffer[]): void;
}

const scope = self as unknown as WorkerScope;

scope.onmessage = ({ data: { number, claim, buffer } }) => {
  if (!claimed(claim, WORKER)) return scope.postMessage({ number, checked: null }, []);
  const items = unpackItems(buffer);
  const hashes = new Uint8Array(items.length * HASH_BYTES);
  const refused: [number, EntryRefusal][] = [];
  items.forEach(({ entry, payload }, i) => {
    // The buffer was handed over: nobody else has it.
    const hash = hashes.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES);
    const outcome = checkOwned(entry, payload, hash, native);
    if (!outcome.ok) refused.push([i, outcome.refusal]);
  });
  const checked = { buffer, hashes: hashes.buffer, refused };
  scope.postMessage({ number, checked }, [buffer, hashes.buffer]);
};
