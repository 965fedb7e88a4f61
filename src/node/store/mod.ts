/** What a node holds, on a SQL database. */
export { NewerDatabaseError, RULES_VERSION } from "./schema.ts";
export { openSqlStore, type SqlStoreOptions } from "./sql_store.ts";
export { type VerifyProblem, type VerifyReport, verifyStore } from "./verify_store.ts";
