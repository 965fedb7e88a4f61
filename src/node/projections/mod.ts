/** What the logs add up to (DESIGN.md §5): derived tables, rebuildable from the entries. */
export { dumpOf } from "./dump.ts";
export { explain, explainPlaced, type Placed } from "./explain.ts";
export { messageOf, valuesOf } from "./fold.ts";
export { type Arrival, arrivalOf, ARRIVALS } from "./arrival.ts";
export { type Projected, Projection } from "./project.ts";
export { type Marks, type Match, matchOf, scopeOf, type SearchedTable, wordsOf } from "./search.ts";
export { type Answer, type Asked, settle, type Settled, type Status } from "./settlement.ts";
export { resolveResource } from "./settle_resource.ts";
export { DERIVED_TABLES, LASTING_MS, LASTS, STATE, STATUS, type StatusCode } from "./tables.ts";
export { ERASES, isErased } from "./voids.ts";
export { wantAll } from "./wanted.ts";
