/**
 * What makes pages writable: holds the key, builds and signs messages, answers by policies. Loaded by
 * `src/reader` where there is a key, or at the first wish to write.
 *
 * Three kinds of scripts (`tools/build_static.ts`): this one knows the addresses of all others; the base
 * (`base.ts`) is what everybody needs who signs; the parts (`parts/mod.ts` says how to add one) are
 * loaded on demand. They share one copy of every module, so that a part has the same key, the same
 * journal and the same place for notices as the base.
 */
import { knowParts, sayFailure, start } from "./base.ts";
import { PARTS } from "./parts/mod.ts";

export { actOnKey, sign } from "./base.ts";

knowParts(PARTS);
start().catch(sayFailure);
