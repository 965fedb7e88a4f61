/** Accepting proposals: by itself, since those who only sign need none of it. */
export { acceptanceOf, type AcceptOptions, type AcceptOutcome } from "./accept.ts";
export { verifiedProposal } from "./verified_proposal.ts";
export type { ProposalVerification, VerifiedProposal } from "./verified_proposal.ts";
