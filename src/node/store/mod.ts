/** What a node holds, on a SQL database. */
export { carriedLogs, type CarriedRecord, countCarried } from "./carried_logs.ts";
export { NewerDatabaseError, RULES_VERSION } from "./schema.ts";
export { openSqlStore, type SqlStoreOptions } from "./sql_store.ts";
export { type CarriedCounts, type CarriedRefusal, CarriedTaker } from "./take_carried.ts";
export { type VerifyProblem, type VerifyReport, verifyStore } from "./verify_store.ts";
