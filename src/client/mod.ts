/** How bots, the command line and the island talk to a node, and sign for a key. On core only. */
export type { ClientPrimitives } from "./checked_entry.ts";
export type * from "./documents.ts";
export { type Journal, type JournalRecord, PlaceTakenError } from "./journal.ts";
export { type Answer, type Failure, isPassing, NodeClient } from "./node_client.ts";
export type { NodeClientOptions } from "./node_client.ts";
export type { LogHead, Past, Signed, SignerError, Signing } from "./signed.ts";
export { Signer, type SignerOptions } from "./signer.ts";
export { keyOfSeed, type SigningKey } from "./signing_key.ts";
export { isAsShown, type Verification, verifiedRequest } from "./verified_request.ts";
export type { VerifiedRequest } from "./verified_request.ts";
