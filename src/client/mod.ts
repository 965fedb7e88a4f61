/** How bots, the command line and the island talk to a node, and sign for a key. On core only. */
export { acceptanceOf, type AcceptOptions, type AcceptOutcome } from "./accept.ts";
export { answerDesk, newDeskMemory } from "./answer_desk.ts";
export type { DeskAnswer, DeskEnd, DeskMemory, DeskOptions, Verdict } from "./answer_desk.ts";
export type { ClientPrimitives } from "./checked_entry.ts";
export type * from "./documents.ts";
export { eventsOf, type StreamEvent } from "./event_stream.ts";
export { type Journal, type JournalRecord, PlaceTakenError } from "./journal.ts";
export { type Answer, type Failure, isPassing, NodeClient } from "./node_client.ts";
export type { NodeClientOptions } from "./node_client.ts";
export type { LogHead, Past, Signed, SignerError, Signing } from "./signed.ts";
export { Signer, type SignerOptions } from "./signer.ts";
export { keyOfSeed, type SigningKey } from "./signing_key.ts";
export { isAsShown, type Verification, verifiedRequest } from "./verified_request.ts";
export type { VerifiedRequest } from "./verified_request.ts";
export { verifiedProposal } from "./verified_proposal.ts";
export type { ProposalVerification, VerifiedProposal } from "./verified_proposal.ts";
