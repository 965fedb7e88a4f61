/** Questions that take their time. */
export type PausingQueries = Pick<Queries, "allEvents">;

/** The others as a database of this process answers them: at once. */
import type { Queries } from "../../queries/mod.ts";

export type SyncQueries = {
  readonly [Name in Exclude<keyof Queries, keyof PausingQueries>]: Queries[Name] extends
    (...question: infer Question) => Promise<infer Answer> ? (...question: Question) => Answer
    : never;
};
