/** The command line. `serve` is `main.ts`'s own, since it joins the pages to a node. */
import { agent } from "./agent.ts";
import { backup } from "./backup.ts";
import type { Command } from "./command.ts";
import { exportLogs } from "./export.ts";
import { importLogs } from "./import.ts";
import { key } from "./key.ts";
import { publish } from "./publish.ts";
import { rebuild } from "./rebuild.ts";
import { verify } from "./verify.ts";

export type { Command } from "./command.ts";
export { runCommandLine } from "./command_line.ts";
export { rebuildingProgress } from "./progress.ts";

export const commands: readonly Command[] = [
  key,
  publish,
  verify,
  rebuild,
  backup,
  agent,
  exportLogs,
  importLogs,
];
