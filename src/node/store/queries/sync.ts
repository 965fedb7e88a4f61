/** The questions as a database of this process answers them: at once. */
import type { Queries } from "../../queries.ts";

export type SyncQueries = {
  readonly [Name in keyof Queries]: Queries[Name] extends
    (...question: infer Question) => Promise<infer Answer> ? (...question: Question) => Answer
    : never;
};
