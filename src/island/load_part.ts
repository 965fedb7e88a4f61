/** How the base reaches its parts. */
import { loadKnown } from "./known_parts.ts";
import type { PARTS } from "./parts/mod.ts";

type Parts = typeof PARTS;

/** Loads a part, the first time over the network; rejects where that failed, and can be tried again. */
export function loadPart<Name extends keyof Parts>(name: Name): ReturnType<Parts[Name]> {
  return loadKnown(name) as ReturnType<Parts[Name]>;
}
