/** Which table holds the documents of a schema, and what of their values has a column of its own. */
import type { SchemaName, Values } from "../../core/messages/mod.ts";
import type { SqlValue } from "../ports.ts";
import type { DocumentTable } from "./tables.ts";

export const TABLES: { readonly [Name in SchemaName]: DocumentTable } = {
  festival: "festivals",
  resource: "resources",
  event: "events",
  request: "requests",
  authorization: "authorizations",
  user: "profiles",
  nesting: "nestings",
  vote: "remarks",
  proposal: "remarks",
};

/** The schema of a row; votes and proposals share a table, and say it in a column. */
export function schemaOf(table: DocumentTable, remark: SqlValue | undefined): SchemaName {
  switch (table) {
    case "festivals":
      return "festival";
    case "resources":
      return "resource";
    case "events":
      return "event";
    case "requests":
      return "request";
    case "authorizations":
      return "authorization";
    case "profiles":
      return "user";
    case "nestings":
      return "nesting";
    case "remarks":
      return remark as SchemaName;
  }
}

/** What of a document's values has a column of its own: to be filtered, sorted or settled by. */
export function columnsOf(schema: SchemaName, values: Values): { [name: string]: SqlValue } {
  const value = (name: string) => (values[name] ?? null) as SqlValue;
  switch (schema) {
    case "festival":
      return {
        title: value("title"),
        start: value("start"),
        visibility: value("visibility"),
        parent: value("parent"),
        token: value("token"),
      };
    case "resource":
      return {
        title: value("title"),
        kind: value("kind"),
        quantity: value("quantity"),
        deputy: value("deputy"),
        step_free: stepFree(values),
        is_place: isPlace(values) ? 1 : 0,
        is_limited: values["availability"] === undefined ? 0 : 1,
      };
    case "event":
      return {
        title: value("title"),
        start: value("start"),
        end: value("end"),
        stage: value("stage"),
        step_free: stepFree(values),
      };
    case "request":
      return {
        event: value("event"),
        resource: value("resource"),
        start: value("start"),
        end: value("end"),
        quantity: value("quantity"),
        replaces: value("replaces"),
      };
    case "authorization":
      return { request: value("request"), verdict: values["verdict"] === "confirmed" ? 1 : 0 };
    case "user":
      return { name: value("name") };
    case "nesting":
      return { child: value("child"), title: value("title") };
    case "vote":
      return { schema, about: value("request"), for_key: null };
    case "proposal":
      return { schema, about: value("document"), for_key: value("for") };
  }
}

function stepFree(values: Values): string | null {
  return (values["access"] as Access | undefined)?.stepFree ?? null;
}
interface Access {
  readonly stepFree?: string | undefined;
}

function isPlace(values: Values): boolean {
  return values["place"] !== undefined || PLACES.has(values["kind"] as string);
}
const PLACES: ReadonlySet<string> = new Set(["location", "space"]);
