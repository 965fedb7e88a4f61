/** How bots, the command line and the island talk to a node, and sign for a key. On core only. */
export type * from "./documents.ts";
export { type Journal, type JournalRecord, PlaceTakenError } from "./journal.ts";
export { type Answer, type Failure, isPassing, NodeClient } from "./node_client.ts";
export type { NodeClientOptions } from "./node_client.ts";
export { keyOfSeed, Signer } from "./signer.ts";
export type {
  LogHead,
  Past,
  Signed,
  SignerError,
  SignerOptions,
  Signing,
  SigningKey,
} from "./signer.ts";
