/** All questions of `node/queries/`, asked of the derived tables. */
import type { SqlDriver } from "../../ports.ts";
import type { Queries } from "../../queries/mod.ts";
import { activityQueries } from "./activity.ts";
import { changeQueries } from "./changes.ts";
import { editQueries } from "./edits.ts";
import { allEventsQuery, eventQueries } from "./events.ts";
import { festivalQueries } from "./festivals.ts";
import { logQueries } from "./logs.ts";
import { overviewQueries } from "./overview.ts";
import { remarkQueries } from "./remarks.ts";
import { requestQueries } from "./requests.ts";
import { resourceQueries } from "./resources.ts";
import { searchQueries } from "./search.ts";
import type { SyncQueries } from "./sync.ts";
import { userQueries } from "./users.ts";

export { countsOf } from "./counts.ts";

export function sqlQueries(driver: SqlDriver): Queries {
  const sync: SyncQueries = {
    ...festivalQueries(driver),
    ...eventQueries(driver),
    ...editQueries(driver),
    ...resourceQueries(driver),
    ...requestQueries(driver),
    ...remarkQueries(driver),
    ...activityQueries(driver),
    ...changeQueries(driver),
    ...overviewQueries(driver),
    ...searchQueries(driver),
    ...userQueries(driver),
    ...logQueries(driver),
  };
  const queries = Object.entries(sync).map(([name, ask]) => [
    name,
    // A question that fails rejects, as the port promises; it never throws at the caller.
    // deno-lint-ignore require-await
    async (...question: never[]) => (ask as (...question: never[]) => unknown)(...question),
  ]);
  return { ...Object.fromEntries(queries) as Queries, ...allEventsQuery(driver) };
}
