/** The platform of a node that runs in Deno. */
export { createAuthority, hostInUrl, interfaceAddresses } from "./authority.ts";
export type { AuthoritySettings, NodeAuthority } from "./authority.ts";
export { systemClock } from "./clock.ts";
export { copyDatabase } from "./copy_database.ts";
export { native } from "./crypto.ts";
export { databaseIn, defaultDataFolder, openDataFolder } from "./data_folder.ts";
export type { DataFolder } from "./data_folder.ts";
export { systemEntropy } from "./entropy.ts";
export { FileJournal, JournalError, openFileJournal } from "./file_journal.ts";
export type { PlaceTaken, SignedRecord } from "./file_journal.ts";
export { fileBytes, isFile } from "./files.ts";
export { parseFlags, UsageError } from "./flags.ts";
export type { FlagKind, Flags } from "./flags.ts";
export { filledKeyFolder, type KeptKey, type KeyFolder, openKeyFolder } from "./key_folder.ts";
export { createKeyFile, KeyFileError, readKeyFile } from "./key_file.ts";
export { type FileLine, readLineFile, readSmallFile, writeLineFile } from "./line_file.ts";
export { nearest } from "./nearest.ts";
export { pause } from "./pause.ts";
export {
  environment,
  exit,
  onUnhandled,
  openText,
  printErrorLine,
  printLine,
  programArguments,
  stopSignal,
} from "./process.ts";
export { createLineReport, standardErrorReport } from "./report.ts";
export { ListenError, serveHttp } from "./serve_http.ts";
export type { HttpServer } from "./serve_http.ts";
export { readSettings, SETTINGS_HELP } from "./settings.ts";
export type { Settings } from "./settings.ts";
export { openSqlDriver } from "./sql_driver.ts";
export type { SqlDriverOptions } from "./sql_driver.ts";
export { readStaticFiles } from "./static_files.ts";
export { createVerifierPool, type VerifierPoolOptions } from "./verifier/mod.ts";
export { VERSION } from "./version.ts";
export { type ConnectorParts, createConnector } from "./webrtc/mod.ts";
